// The same test; here it upgrades from each release.
import './upgrade.test.ts';
