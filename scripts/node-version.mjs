// Imported before anything else: tells people whose Node is too old. Old versions must be able to parse this file.
const floor = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < floor[0] || (major === floor[0] && minor < floor[1])) {
  console.error(
    `Kronika needs Node ${floor.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org/en/download`,
  );
  process.exit(1);
}
