/** The one door to the server's code: types only, so nothing of it is bundled. */
export type * from '../../src/http/contract.ts'
