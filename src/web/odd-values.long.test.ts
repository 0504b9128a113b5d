// The same test; here it tries every value in every place.
import './odd-values.test.ts';
