// Stops with a message if Node is too old. Scripts import this file first. Even old versions of Node must be able to
// parse it.
const floor = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < floor[0] || (major === floor[0] && minor < floor[1])) {
  console.error(
    `Kronika needs Node ${floor.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org/en/download`,
  );
  process.exit(1);
}
