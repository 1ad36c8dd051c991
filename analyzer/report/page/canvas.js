/*
 * A canvas that fits its place, in the colours of the page.
 *
 * Must not know: what is drawn.
 */
class Picture {
	constructor(canvas) {
		this.canvas = canvas;
	}
	/* Empties it; false: it has no room. Widths and heights are then in CSS pixels. */
	begin() {
		const box = this.canvas.getBoundingClientRect(), ratio = Math.min(window.devicePixelRatio || 1, 3);
		this.width = Math.floor(box.width);
		this.height = Math.floor(box.height);
		if (this.width < 8 || this.height < 8) return false;
		this.canvas.width = Math.round(this.width * ratio);
		this.canvas.height = Math.round(this.height * ratio);
		this.draw = this.canvas.getContext("2d");
		this.draw.scale(ratio, ratio);
		this.draw.font = "11px system-ui, sans-serif";
		const style = getComputedStyle(document.documentElement);
		this.colours = Object.fromEntries(["back", "text", "soft", "rule", "panel", "buffer", "program",
			"small", "persistent", "capacity", "bad", "dead", "accent"].map((name) =>
			[name, style.getPropertyValue("--" + name).trim()]));
		return true;
	}
	rect(colour, x, y, w, h) {
		this.draw.fillStyle = colour;
		this.draw.fillRect(x, y, w, h);
	}
	/* Lines across, so that it differs without colour, too. */
	hatch(colour, x, y, w, h) {
		const d = this.draw;
		d.save();
		d.beginPath();
		d.rect(x, y, w, h);
		d.clip();
		d.beginPath();
		for (let at = x - h - (x - h) % 5; at < x + w; at += 5) {
			d.moveTo(at, y + h);
			d.lineTo(at + h, y);
		}
		d.strokeStyle = colour;
		d.lineWidth = 1;
		d.stroke();
		d.restore();
	}
	/* As much of a text as has room. */
	text(colour, text, x, y, room) {
		if (room !== undefined && room < 12) return;
		let shown = visible(text).slice(0, 200);
		if (room !== undefined) {
			while (shown.length > 1 && this.draw.measureText(shown).width > room)
				shown = shown.slice(0, Math.min(shown.length - 1, Math.ceil(shown.length * room
					/ this.draw.measureText(shown).width)));
		}
		this.draw.fillStyle = colour;
		this.draw.fillText(shown, x, y);
	}
}
