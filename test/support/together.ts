/** Runs several test files in one process. `npm test` starts it, and names them. */
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

/** Their absolute paths, as JSON. */
export const FILES_TOGETHER = 'STANDBY_TEST_FILES_TOGETHER'

if (process.argv[1] === import.meta.filename) {
  for (const file of JSON.parse(process.env[FILES_TOGETHER] ?? '') as string[]) {
    // An error outside of every test is only a warning to the runner once other tests have begun.
    await import(pathToFileURL(file).href).catch((error: unknown) =>
      test(`${file} can be loaded`, () => Promise.reject(error)),
    )
  }
}
