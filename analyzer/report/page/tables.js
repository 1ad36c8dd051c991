/*
 * Tables: sorted by a click on a column, filtered, saved as CSV, with the command that prints them.
 *
 * Must not know: what the rows are.
 */
const ROWS_SHOWN = 200, SHORT = 16;        /* rows; characters that stay on a line */

/* As l1analyze quotes: a spreadsheet must not take a text for a formula. */
function csvCell(value) {
	if (isNil(value)) return "";
	const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? "'" + value : String(value);
	return /[\u0000-\u0020"',\u007f-\uffff]/.test(text) || text === "" ? '"' + text.replace(/"/g, '""') + '"' : text;
}

function save(name, text) {
	const url = URL.createObjectURL(new Blob([text], {type: "text/csv;charset=utf-8"}));
	const link = make("a", {href: url, download: name});
	document.body.append(link);
	link.click();
	link.remove();
	setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/* How the cells of a column are shown, by its name. */
function cellOf(run, name, value) {
	if (isNil(value)) return "-";
	if (name === "callsite" || name.endsWith("_callsite")) {
		const frames = run.frames(value), more = frames.slice(1);
		return make("span", {title: more.length ? visible(value) : ""}, quotedFrame(frames[0]),
			more.length ? make("span", {className: "more"}, "+" + count(more.length, "frame")) : null);
	}
	if (typeof value === "number" || typeof value === "bigint") return name.endsWith("_ns") ? duration(value)
		: ["run", "device", "fits", "agrees", "release", "bad"].includes(name) ? String(value) : grouped(value);
	return String(value).length > SHORT ? quoted(value) : make("span", {className: "short"}, quoted(value));
}

/*
 * rows: objects with equal keys. options: name, of the file; command; all: how many rows there are;
 * hidden: columns not shown (the file has them); click(row); mark(row): its class; sort; most: rows
 * that are shown at first; signs: columns of differences; part: columns that are drawn as parts of a number, by their names;
 * filter: its words at first; told({sort, filter}): what the reader chose. A sort is a column, "-" before one that falls.
 */
function tableOf(run, rows, options) {
	const hidden = options.hidden || [];
	const columns = Object.keys(rows[0] || {}).filter((c) => !hidden.includes(c)
		&& rows.some((row) => !isNil(row[c])));
	const numbers = new Set(columns.filter((c) => rows.every((r) => isNil(r[c]) || typeof r[c] !== "string")));
	const numeric = (c) => numbers.has(c);
	const long = new Set(columns.filter((c) => rows.some((r) => typeof r[c] === "string" && r[c].length > SHORT)));
	const looks = (c) => numeric(c) ? "n" : long.has(c) ? "long" : "";
	const body = make("tbody"), note = make("span", {className: "soft"});
	const first = (options.sort || "").replace(/^-/, "");
	const state = {sort: columns.includes(first) ? first : null, down: first !== options.sort, words: options.filter || "",
		most: options.most || ROWS_SHOWN};
	const tell = () => { if (options.told) options.told({sort: state.sort ? (state.down ? "-" : "") + state.sort : "", filter: state.words}); };
	const heads = columns.map((c) => {
		const button = make("button", {type: "button", onclick: () => {
			state.down = state.sort === c ? !state.down : numeric(c);
			state.sort = c;
			fill();
			tell();
		}}, c);
		return make("th", {className: numeric(c) ? "n" : "", scope: "col"}, button);
	});
	const compare = (a, b) => {
		const [x, y] = [a[state.sort], b[state.sort]];
		if (isNil(x) || isNil(y)) return isNil(x) - isNil(y);
		return (x < y ? -1 : x > y ? 1 : 0) * (state.down ? -1 : 1);
	};
	const chosen = () => {
		const words = state.words.toLowerCase().split(/\s+/).filter(Boolean);
		const out = rows.filter((row) => words.every((w) => columns.some((c) => String(row[c]).toLowerCase().includes(w))));
		return state.sort ? out.sort(compare) : out;
	};
	const fill = () => {
		const left = chosen();
		body.replaceChildren(...left.slice(0, state.most).map((row) => {
			const line = make("tr", {}, ...columns.map((c) => {
				const cell = make("td", {className: looks(c)},
					options.signs && options.signs.includes(c) && !isNil(row[c]) ? signed(row[c]) : cellOf(run, c, row[c]));
				return options.part && options.part[c] ? partOf(cell, row[c], options.part[c]) : cell;
			}));
			if (options.mark) line.className = options.mark(row) || "";
			if (options.click) {
				line.classList.add("go");
				line.tabIndex = 0;
				line.onclick = () => options.click(row);
				line.onkeydown = (e) => { if (e.key === "Enter") options.click(row); };
			}
			return line;
		}));
		heads.forEach((head, i) => head.setAttribute("aria-sort", state.sort !== columns[i] ? "none"
			: state.down ? "descending" : "ascending"));
		const all = options.all === undefined ? rows.length : options.all;
		note.textContent = count(Math.min(state.most, left.length), "row") + " of " + grouped(all)
			+ (all > rows.length ? "; the page has " + grouped(rows.length) + ", report --full has all" : "");
		more.hidden = left.length <= state.most;
	};
	const more = make("button", {type: "button", onclick: () => { state.most *= 10; fill(); }}, "more rows");
	const filter = make("input", {type: "search", placeholder: "filter", "aria-label": "filter the rows", value: state.words,
		oninput: () => { state.words = filter.value; fill(); tell(); }});
	const names = Object.keys(rows[0] || {});
	const download = make("button", {type: "button", onclick: () => save(options.name + ".csv",
		[names.join(","), ...chosen().map((r) => names.map((c) => csvCell(r[c])).join(","))].join("\n") + "\n")}, "csv");
	fill();
	return make("div", {},
		make("div", {className: "bar controls"}, filter, download, note, more),
		make("div", {className: "scroll", tabIndex: 0}, make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body)),
		options.command ? commandOf(run, options.command) : null);
}

/* Of a table that was left out; null: it is there. */
function leftOut(run, table) {
	return isNil(run.counts.get(table).of) ? make("p", {}, "Left out, as the run is so large; this command prints it.") : null;
}

/* A cell with a bar behind its number; more than the whole is told by another look. */
function partOf(cell, value, whole) {
	const share = isNil(value) ? 0 : 100 * Number(value) / whole;
	cell.classList.add(share > 100 ? "over" : "part");
	cell.style.backgroundSize = Math.min(Math.max(share, 0), 100) + "% 100%";
	return cell;
}

/* The command that prints the same. */
function commandOf(run, words) {
	return make("p", {className: "command"}, make("code", {}, visible("l1analyze " + words + " " + run.about.input)));
}
