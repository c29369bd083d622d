// The draws of the suite (uncertainty/sampling.py): scrambled Sobol' points of which the numbers come from SHAKE-256 of the
// name of an input, the seed and the replicate. FIPS 202 (2015), sections 3 and 6.2.
const ROUND_CONSTANTS = [
  [0, 0x1], [0, 0x8082], [0x80000000, 0x808a], [0x80000000, 0x80008000], [0, 0x808b], [0, 0x80000001],
  [0x80000000, 0x80008081], [0x80000000, 0x8009], [0, 0x8a], [0, 0x88], [0, 0x80008009], [0, 0x8000000a],
  [0, 0x8000808b], [0x80000000, 0x8b], [0x80000000, 0x8089], [0x80000000, 0x8003], [0x80000000, 0x8002],
  [0x80000000, 0x80], [0, 0x800a], [0x80000000, 0x8000000a], [0x80000000, 0x80008081], [0x80000000, 0x8080],
  [0, 0x80000001], [0x80000000, 0x80008008],
];
const ROTATIONS = [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];
const LANES = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];
const RATE = 136;

function permuted(low, high) {
  const columnLow = new Int32Array(5), columnHigh = new Int32Array(5);
  for (const [constantHigh, constantLow] of ROUND_CONSTANTS) {
    for (let x = 0; x < 5; x += 1) {
      columnLow[x] = low[x] ^ low[x + 5] ^ low[x + 10] ^ low[x + 15] ^ low[x + 20];
      columnHigh[x] = high[x] ^ high[x + 5] ^ high[x + 10] ^ high[x + 15] ^ high[x + 20];
    }
    for (let x = 0; x < 5; x += 1) {
      const next = (x + 1) % 5, before = (x + 4) % 5;
      const mixLow = columnLow[before] ^ ((columnLow[next] << 1) | (columnHigh[next] >>> 31));
      const mixHigh = columnHigh[before] ^ ((columnHigh[next] << 1) | (columnLow[next] >>> 31));
      for (let y = 0; y < 25; y += 5) {
        low[x + y] ^= mixLow;
        high[x + y] ^= mixHigh;
      }
    }
    let movedLow = low[1], movedHigh = high[1];
    for (let step = 0; step < 24; step += 1) {
      const lane = LANES[step], shift = ROTATIONS[step];
      const keptLow = low[lane], keptHigh = high[lane];
      const [first, second] = shift < 32 ? [movedLow, movedHigh] : [movedHigh, movedLow];
      const bits = shift % 32;
      low[lane] = bits ? (first << bits) | (second >>> (32 - bits)) : first;
      high[lane] = bits ? (second << bits) | (first >>> (32 - bits)) : second;
      movedLow = keptLow;
      movedHigh = keptHigh;
    }
    for (let y = 0; y < 25; y += 5) {
      const rowLow = low.slice(y, y + 5), rowHigh = high.slice(y, y + 5);
      for (let x = 0; x < 5; x += 1) {
        low[y + x] = rowLow[x] ^ (~rowLow[(x + 1) % 5] & rowLow[(x + 2) % 5]);
        high[y + x] = rowHigh[x] ^ (~rowHigh[(x + 1) % 5] & rowHigh[(x + 2) % 5]);
      }
    }
    low[0] ^= constantLow;
    high[0] ^= constantHigh;
  }
}

function shake256(text, length) {
  const message = new TextEncoder().encode(text);
  const padded = new Uint8Array((Math.floor(message.length / RATE) + 1) * RATE);
  padded.set(message);
  padded[message.length] ^= 0x1f;
  padded[padded.length - 1] ^= 0x80;
  const low = new Int32Array(25), high = new Int32Array(25);
  const words = new DataView(padded.buffer);
  for (let start = 0; start < padded.length; start += RATE) {
    for (let lane = 0; lane < RATE / 8; lane += 1) {
      low[lane] ^= words.getInt32(start + 8 * lane, true);
      high[lane] ^= words.getInt32(start + 8 * lane + 4, true);
    }
    permuted(low, high);
  }
  const digest = new DataView(new ArrayBuffer(Math.ceil(length / RATE) * RATE));
  for (let start = 0; start < length; start += RATE) {
    if (start) permuted(low, high);
    for (let lane = 0; lane < RATE / 8; lane += 1) {
      digest.setInt32(start + 8 * lane, low[lane], true);
      digest.setInt32(start + 8 * lane + 4, high[lane], true);
    }
  }
  return digest;
}

// Scrambled direction numbers and digital shift of one input in one replicate.
function coordinate(name, seed, replicate) {
  const digest = shake256(`${name}\0${seed}\0${replicate}`, 260);
  const scrambleColumns = new Uint32Array(32), directions = new Uint32Array(32);
  for (let row = 0; row < 32; row += 1) {
    const scrambleRow = digest.getUint32(128 + 4 * row, false);
    for (let column = 0; column <= row; column += 1) {
      if (column === row || (scrambleRow >>> (31 - column)) & 1) scrambleColumns[column] |= 1 << (31 - row);
    }
  }
  for (let row = 0; row < 32; row += 1) {
    const generatorRow = digest.getUint32(4 * row, false);
    for (let column = row; column < 32; column += 1) {
      if (column === row || (generatorRow >>> (31 - column)) & 1) directions[column] ^= scrambleColumns[row];
    }
  }
  return { directions, shift: digest.getUint32(256, false) };
}

// Draws of one input, uniform on (0, 1): replicates one after the other.
function uniforms(name, plan) {
  const draws = new Float64Array(plan.replicates * plan.perReplicate);
  const points = new Uint32Array(plan.perReplicate);
  for (let replicate = 0; replicate < plan.replicates; replicate += 1) {
    const { directions, shift } = coordinate(name, plan.seed, replicate);
    points[0] = 0;
    for (let count = 1, digit = 0; count < plan.perReplicate; count *= 2, digit += 1) {
      for (let point = 0; point < count; point += 1) points[count + point] = points[point] ^ directions[digit];
    }
    const start = replicate * plan.perReplicate;
    for (let point = 0; point < plan.perReplicate; point += 1) {
      draws[start + point] = (((points[point] ^ shift) >>> 0) + 0.5) / 4294967296;
    }
  }
  return draws;
}
