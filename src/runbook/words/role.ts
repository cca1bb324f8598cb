/** How a heading or label divides a procedure, rather than naming one; null when it names something of its own. */
export type Role =
  | 'prepare'
  | 'diagnose'
  | 'steps'
  | 'fix'
  | 'causes'
  | 'verify'
  | 'rollback'
  | 'communicate'
  | 'document'
  | 'symptoms'
  | 'about'
