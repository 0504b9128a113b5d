import { passwordCost } from '../password-cost.ts';

// A person who joins a desk has four hashes computed, and the tests have many hundreds of people.
Object.assign(passwordCost, { memoryCost: 64, timeCost: 1 });
