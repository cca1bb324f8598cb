import { onCommand, type Rule } from '../../rule.ts'

export const importIsNoConnection: Rule = {
  id: 'import-is-no-connection',
  family: 'hides failure',
  severity: 'warning',
  summary: 'a connection test only imports the code and prints OK',
  programs: new Set(['python', 'python3']),
  check(_, commands, tell) {
    for (const command of commands) {
      if (!/^python3?$/.test(command.program)) continue
      const at = command.args.indexOf('-c')
      const code = (command.args[at + 1] ?? '').replaceAll('\\"', '"')
      if (at < 0 || !/\bimport\b/.test(code) || !/print\(/.test(code)) continue
      if (!/\b(db|database|engine|redis|broker|session|connection)\b/i.test(code)) continue
      if (
        /\.(connect|execute|ping|begin|scalar|query|fetch\w*|inspect|get_\w+|info|all)\(|inspect\(|count\(|await\b/.test(
          code,
        )
      )
        continue
      const printed = /print\(\s*['"]([^'"]+)/.exec(code)?.[1] ?? 'OK'
      tell(
        onCommand(
          command,
          `importing the engine opens no connection: this prints "${printed}" while the database is down`,
          "ask the database something: engine.connect().execute(text('select 1'))",
        ),
      )
    }
  },
}
