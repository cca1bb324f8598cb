import { testRule } from '../../test-support/test-rule.ts'

testRule('sync-deletes', [
  ['rsync -a --delete a/ b/', /deletes from b\//],
  ['aws s3 sync s3://a s3://b --delete --dryrun  # Remove --dryrun to run', /without --dryrun/],
  ['aws s3 sync s3://a s3://b --delete --dryrun', null],
  ['aws s3 sync /a s3://b --storage-class "$CLASS" --delete --sse "$KEY"', /deletes from s3:\/\/b everything/],
  ['rsync -a a/ b/', null],
  ['rsync -a --delete /srv/shop/ /backups/shop_$(date +%F)/', null],
])
