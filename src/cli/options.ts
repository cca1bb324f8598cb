import { type Command, InvalidArgumentError, Option } from 'commander'

/** Where a command's server keeps its things. */
export function addDataOptions(command: Command): Command {
  return command
    .option('--data <folder>', 'folder of the embedded database', './.standby')
    .addOption(
      new Option('--database-url <url>', 'PostgreSQL to use in place of the embedded one').env('STANDBY_DATABASE_URL'),
    )
    .option('--config <file>', 'configuration (default: standby.yaml, if there is one)')
}

export function formatOption(): Option {
  return new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text')
}

/** For an option that may be repeated. */
export function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value]
}

/** For an option that takes a whole number of a span. */
export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value)
    if (/^\d+$/.test(value) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`give a number from ${least} to ${most}`)
  }
}
