import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { textFinder } from './text-finder.ts'

type Place = [group: number, end: number]

function placesIn(groups: readonly (readonly string[])[], text: string): Place[] {
  const places: Place[] = []
  textFinder(groups)(text, (group, end) => places.push([group, end]))
  return places.sort(inOrder)
}

/** The same, one text after the other. */
function placesOneByOne(groups: readonly (readonly string[])[], text: string): Place[] {
  const places = new Map<string, Place>()
  for (const [group, texts] of groups.entries())
    for (const each of texts)
      for (let end = each.length; end <= text.length; end++)
        if (small(text.slice(end - each.length, end)) === small(each)) places.set(`${group} ${end}`, [group, end])
  return [...places.values()].sort(inOrder)
}

const inOrder = (a: Place, b: Place) => a[1] - b[1] || a[0] - b[0]
const small = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

test('texts are found where they end, also within one another', () => {
  assert.deepEqual(placesIn([['he', 'hers'], ['she'], ['$(date']], 'uSHErs $(date)'), [
    [0, 4],
    [1, 4],
    [0, 6],
    [2, 13],
  ])
})

test('one reading finds what looking for each text by itself finds', () => {
  const text = fc.string({ unit: fc.constantFrom(...'abAB-–'), minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(
      fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      fc.string({ unit: fc.constantFrom(...'abAB-–é'), maxLength: 40 }),
      (groups, whole) => assert.deepEqual(placesIn(groups, whole), placesOneByOne(groups, whole)),
    ),
  )
})
