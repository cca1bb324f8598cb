import type { Page } from 'playwright-core'

/**
 * What a person would trip over on the page as it stands, in words: text too faint for its background, controls without a
 * name, one thing lying over another (it scrolls to each), a page wider than its screen. Runs in the page; empty when all is well.
 */
export async function lookOver(page: Page): Promise<string[]> {
  return (await page.evaluate(`(${inPage.toString()})()`)) as string[]
}

/** Runs in the browser: it may use nothing from around it. */
function inPage(): string[] {
  // The server's types know no browser.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const { document, getComputedStyle, innerWidth, innerHeight } = globalThis as any
  // biome-ignore lint/suspicious/noExplicitAny: see above
  type Node = any
  const found = new Set<string>()
  const all: Node[] = [...document.querySelectorAll('body *')]
  const seen = (node: Node) => node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
  const name = (node: Node) => `<${node.localName}> "${(node.textContent ?? '').trim().slice(0, 40)}"`

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const mixed = new Map<string, number[]>()
  const rgba = (color: string): number[] => {
    const known = mixed.get(color)
    if (known !== undefined) return known
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    mixed.set(color, [r, g, b, a / 255])
    return [r, g, b, a / 255]
  }
  const over = ([r, g, b, a]: number[], under: number[]) =>
    [r, g, b].map((part, at) => (part ?? 0) * (a ?? 1) + (under[at] ?? 0) * (1 - (a ?? 1)))
  const behind = (node: Node): number[] => {
    if (node === null) return rgba(getComputedStyle(document.documentElement).backgroundColor)
    const own = rgba(getComputedStyle(node).backgroundColor)
    return own[3] === 1 ? own : over(own, behind(node.parentElement))
  }
  const light = (color: number[]) => {
    const [r = 0, g = 0, b = 0] = color.map((part) => {
      const share = part / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  for (const node of all) {
    const says = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim() !== '')
    if (!says || !seen(node) || node.closest(':disabled, [aria-hidden=true], .sr-only')) continue
    const { color, fontSize, fontWeight } = getComputedStyle(node)
    const background = behind(node)
    const [a, b] = [light(over(rgba(color), background)), light(background)]
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    const size = Number.parseFloat(fontSize)
    const enough = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700) ? 3 : 4.5
    if (contrast < enough) found.add(`${name(node)} is faint: contrast ${contrast.toFixed(2)}, below ${enough}`)
  }

  const nameOf = (node: Node): string =>
    (
      node.getAttribute('aria-label') ??
      document.getElementById(node.getAttribute('aria-labelledby'))?.textContent ??
      (node.labels?.length ? [...node.labels].map((label: Node) => label.textContent).join(' ') : null) ??
      (node.localName === 'input' ? '' : node.textContent) ??
      ''
    ).trim()
  for (const node of document.querySelectorAll('button, a[href], input, select, textarea, [role=button], summary'))
    if (seen(node) && nameOf(node) === '') found.add(`a control has no name: ${node.outerHTML.slice(0, 120)}`)

  const ids = all.map((node) => node.id).filter((id) => id !== '')
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.add(`two things have the id ${id}`)
  const tops = document.querySelectorAll('h1').length
  if (tops !== 1) found.add(`the page has ${tops} first headings`)
  const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(seen)
  if (document.querySelectorAll('main').length !== 1) found.add('the page has no main part, or several')
  if (!document.documentElement.lang) found.add('the page names no language')
  if (levels.length === 0) found.add('the page has no heading')

  // What stays in sight while the rest is scrolled lies over it by intention.
  const floats = (node: Node): boolean =>
    node !== null && (/fixed|sticky/.test(getComputedStyle(node).position) || floats(node.parentElement))
  // Lists repeat: what covers none of the first hundred covers none of the rest.
  for (const node of [...document.querySelectorAll('button, summary')].slice(0, 100)) {
    node.scrollIntoView({ block: 'center', behavior: 'instant' })
    const box = node.getBoundingClientRect()
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
    if (!seen(node) || box.width === 0 || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue
    for (const at of [box.left + 3, x, box.right - 3]) {
      const top = document.elementFromPoint(at, y)
      if (top !== null && !node.contains(top) && !top.contains(node) && !floats(top))
        found.add(`${name(node)} lies under ${name(top)}`)
    }
  }
  const wide = document.documentElement.scrollWidth - innerWidth
  if (wide > 0) found.add(`the page is ${wide} px wider than the screen`)
  return [...found]
}
