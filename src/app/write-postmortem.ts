import { draftPostmortem } from '../incidents/postmortem.ts'
import { readIncidentPage } from './incident-page.ts'
import type { AppParts } from './parts.ts'

/** Drafts the postmortem of an incident, in Markdown. @throws AppError `no-such-incident` */
export async function writePostmortem(parts: AppParts, number: number): Promise<string> {
  return draftPostmortem(await readIncidentPage(parts, number))
}
