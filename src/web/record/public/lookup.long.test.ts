// The same test; here on both databases.
import './lookup.test.ts';
