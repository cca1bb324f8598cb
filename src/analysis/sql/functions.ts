import { loadData } from '../data.ts'

let harmless: ReadonlySet<string> | null = null

/**
 * Whether a function of PostgreSQL only computes: it is immutable or stable in `pg_proc` in every form it has, and runs no SQL
 * it is handed; or it is one of the volatile ones that only look.
 */
export function isHarmlessFunction(name: string): boolean {
  harmless ??= new Set(loadData<{ functions: string }>('postgres-functions.json').functions.split(' '))
  return harmless.has(name)
}

/** Whether a word may stand before a parenthesis without calling anything: a keyword, or a form of the grammar's own. */
export function looksLikeFunction(word: string): boolean {
  return LOOKS_LIKE_A_FUNCTION.has(word)
}

/** Keywords that may stand before a parenthesis, and forms the grammar knows without `pg_proc`. */
const LOOKS_LIKE_A_FUNCTION: ReadonlySet<string> = new Set(
  `and or not in exists any all some case when then else on using values as by from where having over filter within group
  order partition select union except intersect distinct with recursive materialized between like ilike similar to is array row
  cast coalesce nullif greatest least extract position substring trim overlay grouping interval numeric decimal varchar char character
  timestamp timestamptz time date bit limit offset set sets cube rollup returning lateral tablesample table join left right full inner cross
  xmlelement xmlforest json_object json_array json_value json_query json_exists json_table current_timestamp current_time localtime localtimestamp
  lower upper explain analyze escape collate zone at float precision double int integer bigint smallint text boolean`.split(
    /\s+/,
  ),
)
