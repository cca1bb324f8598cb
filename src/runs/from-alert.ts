import { MASK } from '../core/mask-secrets.ts'

/** The longest value taken from a label: what is longer is no name, id or address. */
const LONGEST = 500

/** Addresses that only the machine itself, or whoever hosts it, answers: credentials lie there. */
const OWN_ADDRESS =
  /^(?:\w+:\/\/)?(?:[^/@]*@)?(?:169\.254\.|\[?fd00:ec2::|\[?fe80:|metadata\.google\.internal\b|100\.100\.100\.200\b)/i

/**
 * Why the value of an alert's label is not used: labels come from outside, and reads run without a signature. Null when
 * it is. A person can still give it.
 */
export function whyNotFromAlert(value: string): string | null {
  if (value.includes(MASK)) return 'held a secret, which is not kept'
  if (value.length > LONGEST) return `is longer than ${LONGEST} characters`
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value)) return 'holds characters that nobody sees'
  if (/^\s*[-@]/.test(value)) return 'begins as an option or a file does'
  const scheme =
    /^\s*([A-Za-z][A-Za-z0-9+.-]*):\//.exec(value)?.[1] ?? /^\s*(file|fileb|data|dict|gopher):/i.exec(value)?.[1]
  if (scheme !== undefined && !/^https?$/i.test(scheme))
    return `is a ${scheme.toLowerCase()}: address, and only http and https are fetched`
  return OWN_ADDRESS.test(value.trim()) ? 'is an address that only the machine itself answers' : null
}
