/*
 * One moment, one core, one stretch of the axis: all panels show those, and the address of the page has
 * them. Whoever shows something asks to be told when it changes.
 *
 * Must not know: who shows what.
 */
class Cursor {
	constructor(run) {
		this.run = run;
		this.asked = [];
		this.core = null;
		this.row = -1;          /* of run.change */
		this.mode = "time";     /* or "op" */
		this.from = this.to = NaN;      /* of the axis; NaN: all of it */
		this.tab = "";
		this.sort = "";         /* of its table: a column, or "-" and a column that falls; "": as it is */
		this.filter = "";       /* words that its rows have */
		this.by = "site";       /* or "module": the rows of the icicle */
		this.inside = "";       /* the part of it that is shown, words between U+001F */
		this.against = "peak";  /* or "axis": the moment of the run that it is compared with */
		this.peakRow = -1;
	}
	/* `what`: words of core, row, axis, tab, sort, filter, by, inside, against; the function is called when one
	 * of them changes. */
	tell(what, then) {
		this.asked.push({what: what.split(" "), then});
	}
	set(values) {
		const changed = Object.keys(values).filter((key) => !Object.is(this[key], values[key]))
			.map((key) => ({mode: "axis", from: "axis", to: "axis"})[key] || key);
		Object.assign(this, values);
		if (!changed.length) return;
		for (const asked of this.asked) if (asked.what.some((w) => changed.includes(w))) asked.then();
		this.keep();
	}
	/* To a table. */
	choose(tab) {
		if (tab !== this.tab) this.set({tab, sort: "", filter: ""});
	}
	/* To a table, and where it can be read. */
	lookAt(tab) {
		this.choose(tab);
		document.getElementById("tabs").scrollIntoView();
	}
	get time() {
		return this.row < 0 ? 0 : this.run.change.time_ns[this.row];
	}
	/* The address, a moment later, as keys may repeat. */
	keep() {
		clearTimeout(this.waiting);
		this.waiting = setTimeout(() => {
			const words = new URLSearchParams();
			words.set("row", this.row);
			if (this.core) words.set("core", this.core.chip.device + ":" + this.core.key);
			if (this.mode !== "time") words.set("axis", this.mode);
			if (!isNaN(this.from)) words.set("view", this.from + "~" + this.to);
			if (this.tab) words.set("tab", this.tab);
			if (this.sort) words.set("sort", this.sort);
			if (this.filter && this.filter.length < 2000) words.set("filter", this.filter);
			if (this.by !== "site") words.set("by", this.by);
			if (this.inside && this.inside.length < 2000) words.set("in", this.inside);
			if (this.against !== "peak") words.set("against", this.against);
			this.address = "#" + words;
			try { history.replaceState(null, "", this.address); } catch (e) { /* some viewers have none */ }
		}, 200);
	}
	/* What the address says; what it does not say, or wrongly, stays. */
	read(hash) {
		const words = new URLSearchParams(hash.slice(1)), values = {};
		const [device, key] = (words.get("core") || "").split(":"), chip = this.run.chips.get(Number(device));
		if (chip && chip.cores.has(key)) values.core = chip.cores.get(key);
		const row = Number(words.get("row") || NaN);
		if (Number.isInteger(row) && row >= -1 && row < this.run.changes) values.row = row;
		if (["op", "time"].includes(words.get("axis"))) values.mode = words.get("axis");
		const view = (words.get("view") || "").split("~").map(Number);
		if (view.length === 2 && view[0] < view[1]) [values.from, values.to] = view;
		if (["site", "module"].includes(words.get("by"))) values.by = words.get("by");
		if (words.get("in")) values.inside = words.get("in");
		if (["peak", "axis"].includes(words.get("against"))) values.against = words.get("against");
		if (/^\w+$/.test(words.get("tab") || "")) {
			values.tab = words.get("tab");
			values.sort = words.get("sort") || "";
			values.filter = words.get("filter") || "";
		}
		this.set(values);
	}
}
