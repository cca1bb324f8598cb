/** Whether what bears this name is likely to be a secret: a variable of the environment, a parameter, a field. */
export function looksSecret(name: string): boolean {
  return /SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_KEY|_KEY$|DATABASE_URL|_DSN$|^DSN$/i.test(
    name,
  )
}

/** Values that are secret by the name of what holds them, or because they are addresses with a password in them. */
export function secretValues(named: Readonly<Record<string, string>>): string[] {
  return Object.entries(named).flatMap(([name, value]) =>
    looksSecret(name) || /:\/\/[^\s/:@]*:[^\s/@]+@/.test(value) ? [value] : [],
  )
}
