import { testRule } from '../../test-support/test-rule.ts'

testRule('restart-keeps-environment', [
  ['# Increase DB_MAX_CONNECTIONS in backend/.env\n# Restart the app\ndocker restart app1 app2', /not read/],
  ['nano .env\ndocker compose restart api', /not read/],
  ['cat .env\n# Update the password in .env\n\n# Restart\ndocker-compose restart api', /not read/],
  ['nano .env\ndocker compose up -d api', null],
  ['nano .env\ndocker compose up -d api\ndocker compose restart proxy', null],
  ['# Look at .env\ncat .env\ndocker restart api', null],
  ['# Edit nginx.conf\ndocker restart proxy', null],
])
