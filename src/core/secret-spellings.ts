/** Shorter ones would be found anywhere: masking `1` or `true` would wreck the output and hide nothing. */
const SHORTEST = 4
/** A spelling of fewer characters than this would be found by chance. */
const SHORTEST_SPELLING = 8

/**
 * A secret as it may be seen: itself, its lines, in JSON, in URLs, in HTML, quoted for a shell or for SQL, as base64
 * (alone, in lines, or in the midst of something longer) and as hex; and the password of an address by itself.
 */
export function spellings(secret: string): string[] {
  if (secret.length < SHORTEST) return []
  const forms = new Set<string>()
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]*?:([^\s/?#@]{4,})@/i.exec(secret)?.[1]
  const lines = secret.includes('\n') ? secret.split('\n').filter((line) => line.length >= SHORTEST_SPELLING) : []
  for (const form of [secret, ...lines, ...(password === undefined ? [] : [password, decode(password)])]) {
    for (const text of inText(form)) forms.add(text)
    for (const text of inBytes(form)) if (text.length >= SHORTEST_SPELLING) forms.add(text)
  }
  return [...forms]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function inText(form: string): string[] {
  const url = encode(form)
  const json = JSON.stringify(form).slice(1, -1)
  return [
    form,
    url,
    url.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll('%20', '+'),
    strictly(url),
    json,
    JSON.stringify(json).slice(1, -1),
    // As Go and Python write JSON.
    json.replaceAll(/[<>&]/g, escapeUnit),
    json.replaceAll(/[^\x20-\x7e]/g, escapeUnit),
    json.replaceAll('/', '\\/'),
    form.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    form.replaceAll("'", "'\\''"),
    form.replaceAll("'", "''"),
    form.replaceAll(/["$`\\]/g, '\\$&'),
    form.replaceAll(/[^\w@%+=:,./-]/g, '\\$&'),
  ]
}

const escapeUnit = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** What `encodeURIComponent` leaves, and others do not. */
const strictly = (url: string) =>
  url.replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)

function encode(form: string): string {
  try {
    return encodeURIComponent(form)
  } catch {
    // Half a character.
    return form
  }
}

function inBytes(form: string): string[] {
  const bytes = Buffer.from(form)
  const hex = bytes.toString('hex')
  const found = [hex, hex.toUpperCase(), hex.replaceAll(/(..)(?=.)/g, '$1 '), hex.replaceAll(/(..)(?=.)/g, '$1:')]
  for (const offset of [0, 1, 2]) {
    // The characters that depend on what stands before and after are left off.
    const whole = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const inner = whole.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
    found.push(inner, inner.replaceAll('+', '-').replaceAll('/', '_'))
  }
  const alone = bytes.toString('base64').replace(/=+$/, '')
  for (const width of [76, 64]) {
    if (alone.length <= width) continue
    for (let at = 0; at < alone.length; at += width) found.push(alone.slice(at, at + width))
  }
  return found
}
