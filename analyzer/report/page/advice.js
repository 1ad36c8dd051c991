/*
 * What to change so that the peak falls: a card for each piece, in the words of l1analyze advise, with the
 * peak before and after it under the capacity; and one line of it for the verdict.
 *
 * Must not know: other panels.
 */
class Advice {
	constructor(run, cursor) {
		Object.assign(this, {run, cursor});
		this.rows = run.table("advice");
	}

	/* Its pieces, the best first: rows but those of all frees together, the floor, and the program at the peak. */
	pieces(rows = this.rows) {
		return rows.filter((r) => !Advice.isWhole(r) && !Advice.isTold(r));
	}

	static isWhole(row) {
		return ["all together", "floor"].includes(row.action);
	}

	/* What is told of the program at the peak: no change was tried. */
	static isTold(row) {
		return ["look at", "region", "other launch"].includes(row.action);
	}

	/* path:LINE of the innermost frame, without its path where the other place has it, too. */
	place(site, other) {
		const words = (text) => this.run.frames(text)[0].replace(/ [^ ]*$/, "");
		const path = (text) => text.slice(0, text.lastIndexOf(":") + 1), mine = words(site);
		return other && path(words(other)) === path(mine) ? mine.slice(path(mine).length - 1) : mine;
	}

	/* What to write, and at which line. */
	whatOf(row) {
		const v = row.variable, result = row.name ? row.name + "'s " + (row.tensor || "result") : row.tensor ? "the tensor " + row.tensor : "the buffer";
		switch (row.action) {
		case "l1_small_size":
			return "open the device with l1_small_size=" + row.bytes_per_core;
		case "shard over more cores":
			return "spread " + (row.name || "a tensor") + "'s " + (row.tensor || "result") + " over " + (row.cores || "more")
				+ " cores, with all of its memory config" + (row.callsite ? " (first made at " + this.place(row.callsite) + ")" : "");
		}
		const words = {
			"reallocate": () => v ? v + " = ttnn.reallocate(" + v + ") before " : "move " + result + " (ttnn.reallocate) before ",
			"in place": () => "have " + (row.name || "the op") + (v ? " write over " + v + " (output_tensor=" + v + ") at "
				: " write over its input (output_tensor=) at "),
			"to dram": () => "put " + (v || result) + " into DRAM (memory_config=ttnn.DRAM_MEMORY_CONFIG) at ",
			"free earlier": () => (v && /[,[]/.test(v) ? v + " (ttnn.deallocate)" : v ? "ttnn.deallocate(" + v + ")"
				: "free " + result) + " after ",
		};
		return words[row.action]() + this.place(row.last_use_callsite)
			+ (row.callsite === row.last_use_callsite ? "" : " (made at " + this.place(row.callsite, row.last_use_callsite) + ")");
	}

	/* With another size of L1_SMALL. */
	sizeEffectOf(row, bound, because) {
		const fails = row.failures_prevented;
		return (fails ? fails + (Number(fails) === 1 ? " failure less; " : " failures less; ") : "")
			+ (bound ? "the peak is " + bound + grouped(row.peak_after_bytes) + " then" : "the peak stays")
			+ (isNil(row.headroom_after_bytes) || isNil(row.headroom_bytes) ? "" : "; at the tightest op "
				+ grouped(row.headroom_after_bytes) + " are left, not " + grouped(row.headroom_bytes)) + because;
	}

	effectOf(row) {
		const bound = row.figure === null ? "about " : row.figure === "exact" ? "" : row.figure + " ", fails = row.failures_prevented;
		const because = row.because ? " (" + this.run.shortPaths(row.because) + ")" : "";
		if (row.action === "l1_small_size") return this.sizeEffectOf(row, bound, because);
		const one = Number(fails) === 1, saved = Number(row.saved_bytes) || 0;
		const falls = Math.max(Number(row.peak_bytes) - Number(row.peak_after_bytes), 0);
		return (saved ? "saves " + grouped(saved) + " a core" + (saved === falls ? "" : " at the peak") + "; " : "")
			+ (fails ? `${fails} ${one ? "failure" : "failures"} less; without what ${one ? "its call does" : "their calls do"} next, ` : "")
			+ (falls
				? "the peak falls from " + grouped(row.peak_bytes) + " to " + bound + grouped(row.peak_after_bytes)
				: "the peak of " + grouped(row.peak_bytes) + " stays")
			+ (saved > falls && bound !== "at most " ? ", which another moment has" : "") + because;
	}

	static chipsOf(row) {
		return chipWords(String(row.chips).split(",").map(Number));
	}

	/* Of the chip of the run's peak: how many lines give back how much, else the best change; null: no advice. */
	headline() {
		const f = this.run.fullest, mine = this.rows.filter((r) => f && String(r.chips).split(",").includes(String(f.device)));
		const pieces = this.pieces(mine), best = pieces[0];
		if (!best) return null;
		const frees = pieces.filter((r) => r.action === "free earlier"), lines = frees.length;
		const whole = lines && mine.find((r) => r.action === "all together") || frees[0] || best, after = Number(whole.peak_after_bytes), peak = Number(whole.peak_bytes);
		const fails = Math.max(...pieces.map((r) => Number(r.failures_prevented) || 0), Number(whole.failures_prevented) || 0);
		const give = after < peak ? (lines > 1 ? " give" : " gives") + " back " + (whole.figure === "at least" ? "up to " : whole.figure ? "" : "about ")
			+ percent(peak - after, peak) + " of the peak" : lines ? (lines > 1 ? " free" : " frees") + " L1 beside the peak" : " leaves the peak";
		return make("p", {id: "advised"}, make("b", {}, (lines ? count(lines, "line") : "1 change") + give
			+ (fails ? ", and " + count(fails, "failure") + " less" : "") + ". "), "First: ", make("code", {}, quoted(this.whatOf(best))), " ",
		make("button", {type: "button", onclick: () => this.cursor.lookAt("advice")}, "advice"));
	}

	/* To the moment at which what the piece frees is not used any more: the peak of its chip. */
	go(row) {
		const n = this.run.change.time_ns.length, op = this.run.opIndex(row.peak_op);
		const chip = this.run.chips.get(row.device), time = op < 0 ? NaN : this.run.op.time_ns[op];
		const at = isNaN(time) ? n - 1 : countUpTo(this.run.change.time_ns, time) - 1;
		const core = this.cursor.core && this.cursor.core.chip === chip ? this.cursor.core : chip && [...chip.cores.values()][0];
		this.cursor.set(core ? {row: at, core} : {row: at});
		document.getElementById("over").scrollIntoView();
	}

	/* Before and after, as parts of what a core can hold. */
	bars(row) {
		const usable = this.run.usable(this.run.chips.get(row.device)) || Number(row.peak_bytes);
		const bar = (what, bytes, look) => {
			const fill = make("i", {className: look});
			fill.style.width = Math.min(100 * Number(bytes) / usable, 100) + "%";
			return [make("span", {}, what), make("span", {className: "track"}, fill), make("span", {className: "n"}, grouped(bytes))];
		};
		return make("div", {className: "bars"}, ...bar("before", row.peak_bytes, "buffer"),
			...bar("after" + (row.figure === "exact" ? "" : ", " + (row.figure || "about")), row.peak_after_bytes, "small"));
	}

	cardOf(row, nth) {
		const run = this.run, piece = !Advice.isWhole(row);
		const sized = ["l1_small_size", "shard over more cores"].includes(row.action), other = piece && !sized && row.callsite !== row.last_use_callsite;
		const lead = piece ? nth + ". " : row.action === "all together" ? "all frees together" : "floor: every buffer freed right after its last use";
		const frames = (site) => run.frames(site).slice(0, 6).flatMap((f, i) => [i ? " \u2190 " : "", make("code", {}, quotedFrame(f))]);
		return make("div", {className: "card " + (piece ? "advice" : "whole")},
			make("p", {}, make("b", {}, lead), piece ? make("code", {className: "write"}, quoted(this.whatOf(row), LONGEST_SENTENCE)) : null),
			make("p", {className: "effect"}, quoted(this.effectOf(row), LONGEST_SENTENCE)), this.bars(row),
			piece && !sized ? make("p", {className: "soft"}, row.action === "free earlier" ? "last used at " : "at ",
				...frames(row.last_use_callsite)) : null,
			other || (sized && row.callsite) ? make("p", {className: "soft"}, "made at ", ...frames(row.callsite)) : null,
			piece && !isNil(row.peak_op) ? make("button", {type: "button", onclick: () => this.go(row)}, "show the peak") : null);
	}

	/* "8x8 cores" of one rectangle of ranges "x0,y0-x1,y1 ..", of several how many cores. */
	static coresOf(text) {
		const all = String(text || "").split(" ").map((r) => /^(\d+),(\d+)-(\d+),(\d+)$/.exec(r)).filter(Boolean)
			.map((m) => [m[3] - m[1] + 1, m[4] - m[2] + 1]);
		const n = all.reduce((sum, [x, y]) => sum + x * y, 0);
		return !all.length || all.some(([x, y]) => x < 1 || y < 1) ? "" : all.length > 1 || n === 1 ? count(n, "core") : all[0].join("x") + " cores";
	}

	/* Of the program at the peak, which the first row is about: information, no piece of advice. */
	toldOf([row, ...more]) {
		const where = (r) => (Advice.coresOf(r.cores) ? " on " + Advice.coresOf(r.cores) : "") + (r.tensor ? ": " + r.tensor : "");
		const list = (action, words) => {
			const found = more.filter((r) => r.action === action);
			return found.length ? make("ol", {}, ...found.map((r) => make("li", {}, grouped(r.bytes_per_core) + "  ", quoted(words(r), LONGEST_SENTENCE)))) : null;
		};
		const others = list("other launch", (r) => (r.callsite ? "at " + this.place(r.callsite, row.callsite) : "") + where(r));
		return make("div", {className: "card whole told"},
			make("p", {}, make("b", {}, "look at "), quoted((row.name || "the op") + (row.callsite ? " (" + this.place(row.callsite) + ")" : "")
				+ ": its program takes " + grouped(row.bytes_per_core) + " bytes a core, " + Math.floor(100 * Number(row.bytes_per_core) / Number(row.peak_bytes))
				+ " % of the peak," + where(row), LONGEST_SENTENCE)),
			make("p", {className: "soft"}, quoted(row.because || "", LONGEST_SENTENCE),
				". Not proved: smaller blocks in its config, more cores or a narrower data format may take less"),
			list("region", (r) => (r.name || "a region") + (r.tensor ? ", " + r.tensor : "")),
			others ? make("p", {className: "soft"}, "with fewer bytes it ran:") : null, others);
	}

	show(place) {
		const run = this.run, groups = new Map();
		if (!this.rows.length) place.append(!run.knowsUses ? make("p", {}, "Which ops use which buffer was not recorded, so nothing can be advised.")
			: leftOut(run, "advice") || make("p", {}, "Nothing that ran in L1 could be freed earlier."));
		for (const row of this.rows) {
			const key = Advice.chipsOf(row);
			if (!groups.has(key)) groups.set(key, []);
			groups.get(key).push(row);
		}
		for (const [chips, rows] of [...groups].slice(0, 20)) {
			const first = rows[0];
			let nth = 0;
			place.append(make("p", {className: "lead"}, make("b", {}, chips), ": the peak is " + grouped(first.peak_bytes) + " bytes a core"
				+ (isNil(first.peak_op) ? "" : ", in op " + first.peak_op), first.peak_name ? ", " : "", first.peak_name ? quoted(first.peak_name) : "",
			isNil(first.headroom_bytes) ? "" : "; at the tightest op " + grouped(first.headroom_bytes) + " are left"));
			const told = rows.filter(Advice.isTold);
			for (const row of rows.slice(0, 50)) if (!Advice.isTold(row)) place.append(this.cardOf(row, Advice.isWhole(row) ? 0 : ++nth));
			if (told.length) place.append(this.toldOf(told));
			if (rows.length > 50) place.append(make("p", {className: "soft"}, "The first 50 of " + grouped(rows.length) + "; the table has all."));
		}
		if (this.rows.length) place.append(tableOf(run, this.rows, {name: "advice", hidden: ["run"], all: run.counts.get("advice").of}));
		place.append(commandOf(run, "advise"));
	}
}
