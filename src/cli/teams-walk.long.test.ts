// The same test; here it requests every address.
import './teams-walk.test.ts';
