/** The folder of the example systems. */
export const EXAMPLES = new URL('../../../examples', import.meta.url).pathname
