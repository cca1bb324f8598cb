import { testRule } from '../../test-support/test-rule.ts'

testRule('import-is-no-connection', [
  ['python3 -c "from a.db import engine; print(\'ok\')"', /prints "ok" while/],
  ['python3 -c "from a.db import engine; engine.connect(); print(\'ok\')"', null],
  ['python3 -c "import json; print(1)"', null],
])
