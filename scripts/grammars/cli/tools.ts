import { readDocker } from './docker.ts'
import { readGh } from './gh.ts'
import { readGit } from './git.ts'
import { askGroups, askPython, type GroupedTable, type ToolTable } from './table.ts'
import { readTerraform } from './terraform.ts'

/** How each table is made. They throw where the tool is not installed. */
export const TOOLS: Readonly<Record<string, () => ToolTable | GroupedTable>> = {
  alembic: () => askPython('celery-alembic.py', 'alembic'),
  az: () => askGroups('cloud.py', 'az'),
  celery: () => askPython('celery-alembic.py', 'celery'),
  docker: readDocker,
  gcloud: () => askGroups('cloud.py', 'gcloud'),
  gh: readGh,
  git: readGit,
  terraform: readTerraform,
}
