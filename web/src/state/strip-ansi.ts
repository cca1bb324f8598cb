// Written as strings: control characters are what is looked for.
const ESCAPE = '\\u001b'
const ESCAPES = new RegExp(
  [
    `${ESCAPE}\\[[0-?]*[ -/]*[@-~]`,
    `${ESCAPE}\\][^\\u0007\\u001b]*(?:\\u0007|${ESCAPE}\\\\)?`,
    `${ESCAPE}[PX^_][^\\u001b]*(?:${ESCAPE}\\\\)?`,
    `${ESCAPE}[ -/]*[0-~]`,
  ].join('|'),
  'g',
)
// All of them but tab, line feed and carriage return.
const CONTROLS = /(?![\t\n\r])\p{Cc}/gu

/**
 * Terminal output as plain text: no colours, no cursor movements, no bidirectional tricks. Of a line that was written
 * over with carriage returns (a progress bar) the last state is kept.
 */
export function stripAnsi(text: string): string {
  return text
    .replace(ESCAPES, '')
    .replace(/\r+\n/g, '\n')
    .replace(/[^\n]*\r(?=[^\n])/g, '')
    .replace(/\r/g, '')
    .replace(CONTROLS, '')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '�')
}
