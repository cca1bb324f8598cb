import { testRule } from '../../test-support/test-rule.ts'

testRule('runs-elsewhere', [
  ['# Inside the container\npython3 manage.py migrate', /runs on your own machine/],
  ['# Inside the container\nkubectl exec a -- python3 manage.py migrate', null],
  ['# Restart the container\ndocker restart a', null],
  ["# Connect via bastion\npsql -h a -c 'select 1'", /psql runs on your own machine/],
  ['# Inside container:\npython3 -c "import x; x.connect(\'postgresql://db\')"', /is only a comment/],
  ['kubectl exec -it a -- sh\n# Inside the pod\nnc -z db 5432', /only a comment/, 'info'],
])
