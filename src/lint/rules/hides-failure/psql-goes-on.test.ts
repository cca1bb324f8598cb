import { testRule } from '../../test-support/test-rule.ts'

testRule('psql-goes-on', [
  ['gunzip < shop.sql.gz | psql -d shop', /what gunzip hands it/],
  ['psql -d shop -f schema.sql', /of schema.sql psql skips/],
  ['docker exec -i db psql -U shop shop < shop.sql', /of shop.sql psql skips/],
  ['psql -v ON_ERROR_STOP=1 -d shop -f schema.sql', null],
  ['psql -d shop -c "vacuum orders"', null],
  ['psql --set ON_ERROR_STOP=on shop < shop.sql', null],
  ['echo "select 1" | psql shop', null],
])
