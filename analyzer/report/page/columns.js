/*
 * The data of the page: sections as packed_rows.h writes them, unpacked, and columns as typed arrays.
 *
 * Must not know: what the rows are.
 */
"use strict";

/* Stands for NULL in a column of 32 bits; in others NaN does. */
const NIL = -2147483648;
const isNil = (value) => value === NIL || value !== value || value === null || value === undefined;

/* The bytes of a text of base64, which has line ends. */
function bytesOfBase64(text) {
	if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
	const binary = atob(text), bytes = new Uint8Array(binary.length);
	for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
	return bytes;
}

async function gunzip(bytes) {
	const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
	return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

/* Reads varints one after the other. */
class Varints {
	constructor(bytes, at) {
		this.bytes = bytes;
		this.at = at;
	}
	next() {
		let value = 0, weight = 1, byte;
		do {
			byte = this.bytes[this.at++];
			value += (byte & 127) * weight;
			weight *= 128;
		} while (byte > 127);
		return value;
	}
}

/* Reads the numbers of a column: their first bytes come first, then the second bytes of those that have one, .. */
class Codes {
	constructor(bytes, at, count) {
		this.bytes = bytes;
		this.at = [];
		while (count > 0) {
			let more = 0;
			this.at.push(at);
			for (let i = 0; i < count; i++) more += bytes[at++] >> 7;
			count = more;
		}
		this.end = at;
	}
	next() {
		const at = this.at;
		let byte = this.bytes[at[0]++], value = byte & 127;
		for (let place = 1, weight = 128; byte > 127; place++, weight *= 128) {
			byte = this.bytes[at[place]++];
			value += (byte & 127) * weight;
		}
		return value;
	}
	/* A number of either sign; null: unknown. */
	value() {
		const code = this.next();
		return !code ? null : code % 2 ? (code - 1) / 2 : -code / 2;
	}
}

/* Numbers that a double does not hold become BigInts, where the browser shows their spelling. */
function exactly(key, value, context) {
	return typeof value === "number" && !Number.isSafeInteger(value) && context &&
		/^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}

class Sections {
	/* Promises the sections of the page's data. */
	static async of(text) {
		return new Sections(await gunzip(bytesOfBase64(text)));
	}
	constructor(bytes) {
		const read = new Varints(bytes, 0);
		this.bytes = bytes;
		this.parts = new Map();
		while (read.at < bytes.length) {
			const length = read.next(), name = this.text(read.at, length);
			read.at += length;
			const kind = bytes[read.at++], size = read.next();
			this.parts.set(name, {kind, at: read.at, size});
			read.at += size;
		}
	}
	/* Those of the run that this one is compared with; null: there is none. */
	before() {
		const other = Object.create(Sections.prototype), mark = "before/";
		other.bytes = this.bytes;
		other.parts = new Map([...this.parts].filter(([name]) => name.startsWith(mark)).map(([name, part]) => [name.slice(mark.length), part]));
		return other.parts.size ? other : null;
	}
	text(at, length) {
		return new TextDecoder().decode(this.bytes.subarray(at, at + length));
	}
	/* The rows of a section, objects. */
	rows(name) {
		const part = this.parts.get(name);
		if (!part) return [];
		const text = this.text(part.at, part.size);
		return /\d{16}/.test(text) ? JSON.parse(text, exactly) : JSON.parse(text);
	}
	/* What its section is; 0: text, or there is none. */
	kind(name) {
		const part = this.parts.get(name);
		return part ? part.kind : 0;
	}
	/* A column: Int32Array, or Float64Array where its numbers are larger. expected(i, out): where
	 * numbers are differences from what is expected of the i-th, of which all before are known. */
	column(name, expected) {
		const part = this.parts.get(name);
		if (!part) return new Int32Array(0);
		const read = new Varints(this.bytes, part.at), count = read.next();
		const narrow = this.bytes[read.at++] === 1, nil = narrow ? NIL : NaN;
		const out = narrow ? new Int32Array(count) : new Float64Array(count);
		const codes = new Codes(this.bytes, read.at, count);
		if (part.kind === 3 || part.kind === 4) return this.times(part, codes, out, nil);
		for (let i = 0, before = 0; i < count; i++) {
			const value = codes.value(), from = part.kind === 2 ? before : part.kind > 4 ? expected(i, out) : 0;
			out[i] = value === null ? nil : before = from + value;
		}
		return out;
	}
	/* A column of places in the time line; the first of a table is the base of those after it. */
	times(part, codes, out, nil) {
		const places = new Float64Array(out.length);
		let known = 0;
		for (let i = 0, before = 0; i < out.length; i++) {
			const value = codes.value(), base = part.kind === 3 ? before : this.base[i];
			places[i] = value === null ? NaN : before = base + value;
			known += value !== null;
		}
		const rests = new Codes(this.bytes, codes.end, known);
		for (let i = 0; i < out.length; i++)
			out[i] = isNaN(places[i]) ? nil : (places[i] ? this.line[places[i] - 1] : 0) + rests.value();
		if (part.kind === 3) this.base = places;
		return out;
	}
	/* The times that columns of times are packed by: those of a column, each once. */
	setLine(times) {
		this.line = new times.constructor(times.length);
		let n = 0;
		for (let i = 0; i < times.length; i++) if (!n || times[i] > this.line[n - 1]) this.line[n++] = times[i];
		this.line = this.line.subarray(0, n);
	}
}

/* How many of the first numbers of a sorted array are at most `value`. */
function countUpTo(sorted, value, length = sorted.length) {
	let low = 0, high = length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (sorted[middle] <= value) low = middle + 1;
		else high = middle;
	}
	return low;
}
