/** One input on which a parser of ours and the real tool were asked. */
export interface Verdict {
  input: string
  /** Whether the real tool took it. */
  real: boolean
  /** Whether ours takes it. */
  ours: boolean
  /** What the one that refused it said; of both, the real one. */
  said: string
}

export interface Agreement {
  verdicts: Verdict[]
  /** Inputs on which both say the same, of all; 1 for none. */
  share: number
  disagreements: Verdict[]
}

export function agreementOf(verdicts: Verdict[]): Agreement {
  const disagreements = verdicts.filter(({ real, ours }) => real !== ours)
  const share = verdicts.length === 0 ? 1 : 1 - disagreements.length / verdicts.length
  return { verdicts, share, disagreements }
}

/** The figure, then every disagreement: what a person reads. */
export function agreementText(tool: string, { verdicts, share, disagreements }: Agreement): string {
  const refused = verdicts.filter(({ real }) => !real).length
  return [
    ...disagreements.map(
      ({ input, real, said }) =>
        `${real ? 'we refuse what it takes' : 'we take what it refuses'}: ${input}\n    ${said}`,
    ),
    `${tool}: ${(share * 100).toFixed(2)} % of ${verdicts.length} agree (${refused} refused by the real one)`,
  ].join('\n')
}

/** `--n 1000 --seed 1` of a command line. */
export function readNumbers(argv: readonly string[], otherwise: { n: number; seed: number }): typeof otherwise {
  const value = (name: string) => Number(argv[argv.indexOf(`--${name}`) + 1])
  return {
    n: argv.includes('--n') ? value('n') : otherwise.n,
    seed: argv.includes('--seed') ? value('seed') : otherwise.seed,
  }
}
