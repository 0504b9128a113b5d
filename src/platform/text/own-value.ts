/**
 * The value of a name in a table, if the table itself has it. For names that come from outside: a plain look-up of
 * `constructor` would return what every object inherits.
 */
export const ownValue = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
