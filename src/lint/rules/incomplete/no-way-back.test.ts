import { testRule } from '../../test-support/test-rule.ts'

testRule('no-way-back', [
  ['# Deploy\n\n```bash\nkubectl apply -f a.yaml\n```\n', /no way back/],
  ['# Deploy\n\n```bash\nkubectl apply -f a.yaml\n```\n\nTo revert, run the last pipeline again.\n', null],
  [
    '# Deploy\n\n```bash\nkubectl apply -f a.yaml\n```\n\n# Take a deployment back\n\n```bash\nkubectl apply -f b.yaml\n```\n',
    null,
  ],
])
