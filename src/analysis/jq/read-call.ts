import { nearOption, optionOfJq } from './builtins.ts'
import { VERSIONS } from './tokens.ts'

/** One word of a call of jq. */
export interface JqWord {
  text: string
  /** The shell, or a person, puts something into it. */
  open: boolean
  /** What is known of it before that. */
  lead: string
  /** It may become several words, or none. */
  several: boolean
}

/** Something in the options that jq refuses. `word` counts from 0, the first after `jq`. */
export interface OptionProblem {
  word: number
  /** In jq's words. */
  message: string
  /** What was meant, if jq has something like it. */
  near: string | null
  /** Releases that take it; empty for none. */
  takenBy: readonly string[]
}

/** How jq reads its words: its own options may stand before and after the filter. */
export interface JqCall {
  problems: OptionProblem[]
  /** Which word is the filter; null where it is in a file, is not given, or cannot be told. */
  filter: number | null
  /** Names that options give it, without `$`; null where one of them is not known. */
  variables: string[] | null
}

/** Reads the words after `jq`. Stops where a word may be anything: what comes after it is not judged. */
export function readJqCall(words: readonly JqWord[]): JqCall {
  return new Reading(words).read()
}

/** What names a variable: the option is followed by its name. */
const NAMES = /^--(?:arg|argjson|argfile|slurpfile|rawfile)$/
/** jq answers these, and looks at nothing else. */
const ANSWERS = new Set(['--help', '-h', '--version', '-V', '--build-configuration'])

class Reading {
  readonly #words: readonly JqWord[]
  readonly #call: JqCall = { problems: [], filter: null, variables: [] }
  #fromFile = false
  #at = 0

  constructor(words: readonly JqWord[]) {
    this.#words = words
  }

  read(): JqCall {
    let optionsEnd = false
    for (; this.#at < this.#words.length; this.#at++) {
      const { text, open, lead, several } = this.#words[this.#at] as JqWord
      if (open && (lead === '' || lead.startsWith('-'))) {
        if (!optionsEnd && this.#call.filter === null)
          return { problems: this.#call.problems, filter: null, variables: null }
        // After the filter a file, or more options, whose names are not known.
        if (several) this.#call.variables = null
      } else if (optionsEnd || !/^-[-A-Za-z0]/.test(text)) this.#call.filter ??= this.#at
      else if (text === '--') optionsEnd = true
      else if (!this.#option(text)) return { problems: [], filter: null, variables: null }
    }
    if (this.#fromFile) this.#call.filter = null
    return this.#call
  }

  /** Takes an option and its values; false for one that jq answers at once. */
  #option(text: string): boolean {
    if (text.startsWith('--')) return this.#known(text, text)
    for (const letter of text.slice(1)) {
      if (!this.#known(`-${letter}`, text)) return false
      // `-Ldirectory`
      if (letter === 'L' || this.#call.problems.length > 0) break
    }
    return true
  }

  #known(option: string, text: string): boolean {
    const word = this.#at
    const found = optionOfJq(option)
    if (found === null || found.releases.length < VERSIONS.length)
      this.#call.problems.push({
        word,
        message: `Unknown option ${found === null ? text : option}`,
        near: found === null && text.startsWith('--') ? nearOption(text) : null,
        takenBy: found?.releases ?? [],
      })
    if (ANSWERS.has(option)) return false
    if (option === '-f' || option === '--from-file') this.#fromFile = true
    const takes = option === '-L' && text.length > 2 ? 0 : (found?.takes ?? 0)
    if (takes === 0) return true
    if (word + takes >= this.#words.length) {
      this.#refuse(word, `${option} takes ${takes === 1 ? 'one parameter' : 'two parameters'}`)
      // It would take the filter for its own; how the rest is read makes no difference.
      this.#call.variables = null
    }
    this.#values(option)
    this.#at += takes
    return true
  }

  #values(option: string): void {
    const [name, value] = [this.#words[this.#at + 1], this.#words[this.#at + 2]]
    if (NAMES.test(option) && name !== undefined) {
      if (name.open) this.#call.variables = null
      else this.#call.variables?.push(name.text)
    }
    if (option === '--argjson' && value?.open === false && isNoJson(value.text))
      this.#refuse(this.#at + 2, 'invalid JSON text passed to --argjson')
    if (option === '--indent' && name?.open === false && /^\d+$/.test(name.text) && Number(name.text) > 7)
      this.#refuse(this.#at + 1, '--indent takes a number between -1 and 7')
  }

  #refuse(word: number, message: string): void {
    this.#call.problems.push({ word, message, near: null, takenBy: [] })
  }
}

/** Words without their quotes, which the shell took away; what else jq reads, as `nan` or two values, is left alone. */
function isNoJson(text: string): boolean {
  if (/^\s*(?:nan|-?infinity)/i.test(text)) return false
  if (!/^\s*(?:$|[A-Za-z_{[])/.test(text)) return false
  try {
    JSON.parse(text)
    return false
  } catch {
    return /^\s*$/.test(text) || !/^\s*(?:true|false|null)\b/.test(text)
  }
}
