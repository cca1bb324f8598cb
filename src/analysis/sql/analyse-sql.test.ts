import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyseStatements, findSqlError } from './analyse-sql.ts'
import { judgeTree } from './judge-tree.ts'
import { parsePostgres } from './postgres-parser.ts'

const effectsOf = (text: string) => analyseStatements(text).map(({ finding }) => finding.effect)

function treeEffect(text: string): string {
  const parsed = parsePostgres(text)
  assert.ok(parsed?.ok, text)
  return parsed.trees.map((tree) => judgeTree(tree).effect).join(' ')
}

test('the parse tree alone takes no write for a read', () => {
  for (const text of [
    'with x as (delete from t returning *) select * from x',
    'select * into copy from t',
    'select * from t for update',
    "select nextval('s')",
    'select 1 where exists (select pg_terminate_backend(1))',
    'explain analyze delete from t',
    'explain (analyse on) select f()',
    'create table a as select 1',
    'do $$ begin end $$',
    'call f()',
    "copy t to program 'x'",
    'copy (delete from t returning *) to stdout',
    'vacuum',
    'prepare p as delete from t',
    'execute p',
    'refresh materialized view v',
    "alter system set a = '1'",
  ])
    assert.notEqual(treeEffect(text), 'read', text)
})

test('the parse tree finds reads where only looking happens', () => {
  for (const text of [
    'select count(*) from t where a > now()',
    'explain delete from t',
    'show all',
    'copy (select 1) to stdout',
    'begin',
    'select pg_size_pretty(pg_relation_size(oid)) from pg_class',
  ])
    assert.equal(treeEffect(text), 'read', text)
})

test('of two judgements the worse counts, and text that cannot be parsed is judged by its words', () => {
  assert.deepEqual(effectsOf('select 1; update t set a = 1; delete from t where b'), [
    'read',
    'destructive',
    'destructive',
  ])
  assert.deepEqual(effectsOf('select 1 /*! into outfile "x" */'), ['unknown'])
  assert.deepEqual(effectsOf('show processlist; kill 5'), ['read', 'write'])
})

test('errors come with their place; variables and parameters stand for names', () => {
  assert.deepEqual(findSqlError('select * fro t where'), { message: 'syntax error at or near "fro"', at: 9 })
  assert.equal(findSqlError('select "é", \'😀\' frm x y')?.at, 'select "é", \'😀\' frm '.length)
  for (const good of ['select $1, :id, $ID, a::text from t where b = ${X} limit :n', 'select :\'name\', :"col" from t'])
    assert.equal(findSqlError(good), null, good)
})

test('what is too long or too deep for the parser is left to the words', () => {
  assert.equal(parsePostgres(`select ${'('.repeat(5000)}`), null)
  assert.deepEqual(effectsOf(`delete from t where a in (${'1,'.repeat(40_000)}1)`), ['destructive'])
})

test("psql's own commands stand between statements, and end with their line", () => {
  const verbs = (text: string) => analyseStatements(text).map(({ verb, finding }) => `${verb} ${finding.effect}`)
  assert.deepEqual(verbs('\\c shop\n\\dt+ public.*   -- tables\nselect 1;\n\\x\ndelete from t where id = 1'), [
    '\\c read',
    '\\dt+ read',
    'SELECT read',
    '\\x read',
    'DELETE destructive',
  ])
  assert.deepEqual(verbs('select 1 \\gx'), ['SELECT read'])
  assert.deepEqual(verbs('\\copy t from /tmp/a.csv'), ['\\copy write'])
})

test("psql's own commands that run something, and a backslash elsewhere, are not reads", () => {
  for (const text of [
    '\\! rm -rf /',
    '\\i setup.sql',
    '\\o |sh',
    '\\set x `rm a`',
    "\\echo '\ndelete from t;\n'",
    '\\dt /*\ndelete from t;\n*/',
    "\\echo it's\ndelete from t;",
    '\\echo $$\ndelete from t;\n$$',
    "select 'drop table t' \\gexec",
    'select 1\n\\gexec',
    'select 1 \\g /tmp/out',
    'select 1 \\g |sh',
    'select 1 \\gx \n; delete from t',
    '\\dt \\! rm a',
    'select 1; \\! rm a',
  ])
    assert.notDeepEqual([...new Set(effectsOf(text))], ['read'], text)
})
