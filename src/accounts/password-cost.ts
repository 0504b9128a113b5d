/**
 * What hashing a password with Argon2id costs: OWASP's second recommended setting (19 MiB, 2 passes), about 20 ms.
 * Tests set a lower cost (testing/cheap-passwords.ts).
 */
export const passwordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
