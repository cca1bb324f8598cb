import type { Queryable } from '../db/queryable.ts'

/** What lists show: everything that moves an incident also tells it in a timeline. */
export const LISTS = 'lists'

/**
 * A mark for each incident, and for the lists, that is another once something of it has changed. Read by keys alone:
 * some 20 µs each.
 * @param watched - Ids of incidents, and `LISTS`.
 */
export async function readMarks(db: Queryable, watched: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; mark: string }>({
    name: 'change-marks',
    text: `
      select watched.id, case when watched.id = '${LISTS}' then
        -- A sum, since ids are given before the commit: a smaller one may come later.
        (select coalesce(sum(id), 0)::text from (select id from timeline_entry order by id desc limit 200) as last)
      else concat_ws(' ',
        (select max(id) from timeline_entry where incident_id = watched.id),
        (select max(id) from output_chunk where incident_id = watched.id),
        (select sum(version) from run where incident_id = watched.id),
        (select md5(string_agg(status || starts_at, ' ' order by fingerprint)) from alert where incident_id = watched.id)
      ) end as mark
      from unnest($1::text[]) as watched (id)`,
    values: [watched],
  })
  return new Map(rows.map(({ id, mark }) => [id, mark]))
}
