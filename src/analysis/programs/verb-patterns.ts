/**
 * A program whose first words say what it does, from its documented commands. Each pattern is held against those words, joined
 * with blanks, in this order: `refuses` makes it unknown whatever else it says, then what destroys, writes and reads.
 */
export interface Verbs {
  /** Words that name groups of commands: the command is the first word that is none. */
  groups?: ReadonlySet<string>
  /** Options that may stand before the command, with their values: any other there hides which word is the command. */
  leading?: { valued: readonly string[]; flags: readonly string[] }
  /** Options that, alone, only ask. */
  asks?: RegExp
  /** Options, anywhere, after which nothing is proven: they bring in settings, or make a file of what is read. */
  refuses?: RegExp
  /** Commands that hand a text to a shell on another machine, and the options that hold it: looked for before all others. */
  hands?: { words: RegExp; options: readonly string[] }
  /** Options that say what it is about → kind of target; '' is the kind that the last group names: `vm` of `vm restart`. */
  about?: Readonly<Record<string, string>>
  /** What some commands do, in words that their names do not give. */
  says?: Readonly<Record<string, string>>
  destroys: RegExp
  writes: RegExp
  reads: RegExp
  /** In words, what a read of it does. */
  looks: string
}
