// Imported before anything else: says what is wrong on a Node that can't run the rest. Plain syntax on purpose.
const floor = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < floor[0] || (major === floor[0] && minor < floor[1])) {
  console.error(
    `Kronika needs Node ${floor.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org/en/download`,
  );
  process.exit(1);
}
