import { testRule } from '../../test-support/test-rule.ts'

testRule('volume-in-use', [
  ['docker stop db\ndocker volume rm shop_data', /line 4 only stops the container/, 'error'],
  ['docker compose -f prod.yml stop redis\ndocker volume rm shop_cache', /"volume is in use"/],
  ['docker-compose stop\n---\ndocker volume rm shop_cache', /"volume is in use"/],
  ['docker stop db && docker rm db\ndocker volume rm shop_data', null],
  ['docker compose down\ndocker volume rm shop_data', null],
  ['docker compose stop db\ndocker compose rm -f db\ndocker volume rm shop_data', null],
  ['docker run -d --rm --name db -v shop_data:/data shop\ndocker stop db\ndocker volume rm shop_data', null],
  ['docker stop db\n./clean.sh\ndocker volume rm shop_data', null],
  ['docker volume rm shop_data', null],
])
