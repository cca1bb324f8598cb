export interface SseMessage {
  event: string
  data: string
  id: string | null
}

/**
 * Parses a stream of server-sent events, fed in pieces of any size. `EventSource` would do, but it hides the comments
 * a server sends as heartbeat, and without them a dead connection looks like a quiet one.
 */
export function createSseParser(onMessage: (message: SseMessage) => void): (piece: string) => void {
  let buffer = ''
  let event = ''
  let data: string[] = []
  let id: string | null = null

  function line(text: string): void {
    if (text === '') {
      if (data.length > 0) onMessage({ event: event || 'message', data: data.join('\n'), id })
      event = ''
      data = []
      return
    }
    if (text.startsWith(':')) return
    const colon = text.indexOf(':')
    const field = colon < 0 ? text : text.slice(0, colon)
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') event = value
    else if (field === 'data') data.push(value)
    else if (field === 'id') id = value
  }

  return (piece) => {
    buffer += piece
    // A carriage return at the very end may be half of a line end.
    const held = buffer.endsWith('\r') ? '\r' : ''
    const lines = buffer.slice(0, buffer.length - held.length).split(/\r\n|\n|\r/)
    buffer = (lines.pop() ?? '') + held
    for (const text of lines) line(text)
  }
}
