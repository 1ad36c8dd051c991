/*
 * Words and numbers as people read them, and elements that hold them. Texts of a trace are anybody's:
 * they get into the page as text only, here.
 *
 * Must not know: what the numbers are about.
 */

/* What could move text about, or hide it, is shown as a mark. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
const LONGEST = 300, LONGEST_SENTENCE = 3000;

function visible(text) {
	return String(text).replace(UNSEEN, "\ufffd");
}

/* At most that many characters of it; the rest is counted. */
function shortened(text, most = LONGEST) {
	const shown = visible(text), letters = shown.length > most ? Array.from(shown) : null;
	return letters && letters.length > most
		? letters.slice(0, most).join("") + " .. (" + grouped(letters.length) + " characters)" : shown;
}

/* An element with properties and children: elements, texts, or null for none. */
function make(tag, properties, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(properties || {}))
		if (name in element && name !== "list" && name !== "role") element[name] = value;
		else element.setAttribute(name, value);
	element.append(...children.filter((child) => child !== null && child !== undefined));
	return element;
}

/* A text of the trace, kept to its own direction, */
function quoted(text, most = LONGEST) {
	return make("bdi", {}, shortened(text, most));
}

/* and a frame of a call site: path:LINE function, in this order whatever the letters. */
function quotedFrame(frame) {
	return make("bdi", {dir: "ltr"}, shortened(frame));
}

function grouped(value) {
	return isNil(value) ? "unknown" : String(typeof value === "number" && !Number.isInteger(value)
		? value : BigInt(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/* A difference: "+1,024", "-1,024", "0"; its minus is that of numbers. */
function signed(value) {
	return isNil(value) ? "unknown" : (Number(value) > 0 ? "+" : Number(value) < 0 ? "\u2212" : "") + grouped(typeof value === "bigint"
		? value < 0n ? -value : value : Math.abs(value));
}

function human(bytes) {
	const value = Number(bytes);
	return Math.abs(value) < 1024 ? value + " B" : Math.abs(value) < 1048576
		? (value / 1024).toFixed(1) + " KiB" : (value / 1048576).toFixed(2) + " MiB";
}

function percent(part, whole) {
	return (100 * Number(part) / Number(whole)).toFixed(1) + " %";
}

function duration(ns) {
	const value = Number(ns), size = Math.abs(value);
	return isNil(ns) ? "unknown" : size < 1e3 ? value + " ns" : size < 1e6 ? (value / 1e3).toFixed(3) + " us"
		: size < 1e9 ? (value / 1e6).toFixed(3) + " ms" : (value / 1e9).toFixed(3) + " s";
}

/* "chip 0", "chips 0-31", "chips 0-3,8". */
function chipWords(ids) {
	const out = [];
	for (const id of [...ids].sort((a, b) => a - b)) {
		const last = out[out.length - 1];
		if (last && last[1] === id - 1) last[1] = id;
		else out.push([id, id]);
	}
	return (ids.length > 1 ? "chips " : "chip ") + out.map(([a, b]) => a === b ? a : a + "-" + b).join(",");
}

function count(number, one, many) {
	return grouped(number) + " " + (Number(number) === 1 ? one : many || one + "s");
}

/* The same hue for the same text. */
function hueOf(text) {
	let hash = 0;
	for (let i = 0; i < text.length && i < 200; i++) hash = (hash * 31 + text.charCodeAt(i)) | 0;
	return Math.abs(hash * 137) % 360;
}
