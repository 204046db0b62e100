/* The page around the pieces: its head, and how everything on it looks. */
#include <collapsar/html.h>

static const char *const style[] = {
    /* Colours, light and dark. */
    ":root{color-scheme:light dark;--back:#fff;--text:#1b1e23;--soft:#5c6470;--rule:#d9dde3;--panel:#f5f6f8;"
    "--link:#0b57a4;--good:#0a6b3b;--bad:#b3261e;--open:#8a5a00;--counter:#5b3d9e}\n",
    "@media(prefers-color-scheme:dark){:root{--back:#15181c;--text:#e4e7eb;--soft:#a0a8b3;--rule:#363c44;"
    "--panel:#1e2329;--link:#7fb7f2;--good:#6fd39a;--bad:#ff9a90;--open:#f0bf5a;--counter:#c3adf7}\n"
    ".figure svg{filter:invert(.91) hue-rotate(180deg)}}\n",
    /* The page. */
    "*{box-sizing:border-box}\n"
    "html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}\n"
    "body{margin:0 auto;max-width:62rem;padding:1.5rem 1rem 4rem;background:var(--back);color:var(--text);"
    "font:1rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}\n"
    "h1{font-size:1.9rem;line-height:1.2;margin:.5rem 0}\n"
    "h2{font-size:1.4rem;margin:3rem 0 .5rem;padding-bottom:.3rem;border-bottom:2px solid var(--text)}\n"
    "h3{font-size:1.1rem;margin:2.2rem 0 .4rem}\n"
    "p{margin:.5rem 0;max-width:46rem}\n"
    "a{color:var(--link);text-underline-offset:.15em}\n"
    ":focus-visible{outline:2px solid var(--link);outline-offset:2px}\n"
    ":target{background:color-mix(in srgb,var(--open) 18%,transparent)}\n"
    "article:target{background:none}\n"
    "code,pre,.source{font-family:ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace}\n"
    "code{font-size:.875em}\n"
    ".lead{font-size:1.1rem}\n"
    ".quiet,caption,summary,footer{color:var(--soft)}\n"
    ".skip{position:absolute;left:-99rem}\n.skip:focus{left:1rem}\n",
    /* Contents. */
    "nav{columns:18rem;column-gap:2rem;margin:1.5rem 0;padding:1rem 1.2rem;background:var(--panel);"
    "border-radius:.5rem}\n"
    "nav section{break-inside:avoid;margin:0 0 .8rem}\n"
    "nav h2{font-size:.95rem;margin:0 0 .2rem;border:0;padding:0}\n"
    "nav ul{list-style:none;margin:0;padding:0;font-size:.92rem}\n"
    "nav li{display:flex;gap:.6rem;justify-content:space-between;align-items:baseline;padding:.06rem 0}\n",
    /* Words. */
    ".word{font-weight:600;font-size:.92em;white-space:nowrap}\n"
    ".good{color:var(--good)}.bad{color:var(--bad)}.open{color:var(--open)}.counter{color:var(--counter)}"
    ".plain{color:var(--soft)}\n"
    "h3 .word{font-size:.8rem;margin-left:.4rem;padding:.1rem .5rem;border:1px solid;border-radius:1rem}\n",
    /* Commands, printed text, files. */
    "pre{background:var(--panel);border-radius:.4rem;padding:.6rem .8rem;font-size:.8rem;line-height:1.45;"
    "overflow-x:auto}\n"
    "pre.command{white-space:pre-wrap;overflow-wrap:anywhere}\n"
    "pre.command::before{content:'$ ';color:var(--soft)}\n"
    "summary{cursor:pointer;padding:.35rem 0;font-size:.92rem}\n"
    ".files{font-size:.9rem}\n",
    /* Tables. */
    ".table{overflow-x:auto;margin:.8rem 0}\n"
    "table{border-collapse:collapse;border-top:2px solid var(--text);border-bottom:2px solid var(--text);"
    "font-size:.875rem;line-height:1.4}\n"
    "caption{text-align:left;padding:.2rem 0;font-size:.875rem}\n"
    "thead{border-bottom:1px solid var(--text)}\n"
    "tbody tr+tr{border-top:1px solid var(--rule)}\n"
    "th,td{padding:.28rem .8rem .28rem 0;text-align:left;vertical-align:baseline}\n"
    "th{font-weight:600}\n"
    "tbody th{position:sticky;left:0;background:var(--back)}\n"
    ".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
    ".simulated{font-style:italic;color:var(--soft)}\n"
    "thead .simulated{color:inherit}\n"
    ".note{font-size:.9rem}\n"
    ".long{max-height:36rem;overflow-y:auto;display:inline-block;max-width:100%;"
    "border:solid var(--rule);border-width:0 1px 1px 0}\n"
    ".long thead{position:sticky;top:0;background:var(--back);box-shadow:0 1px 0 var(--text)}\n",
    /* Figures. */
    "figure{margin:1rem 0}\n"
    ".figure{overflow-x:auto}\n"
    ".figure svg{display:block;max-width:100%;height:auto;border-radius:.3rem}\n",
    /* Derivations. */
    ".source{font-size:.78rem;line-height:1.5;border:1px solid var(--rule);border-radius:.4rem;padding:.5rem 0}\n"
    ".line{display:flex;gap:.8rem;padding:0 .8rem;scroll-margin-top:35vh}\n"
    ".line .number{flex:0 0 2.2rem;text-align:right;color:var(--soft);user-select:none}\n"
    ".line .text{flex:1;min-width:0;white-space:pre-wrap;overflow-wrap:anywhere}\n"
    ".line.program{background:var(--panel)}\n.line.fence{background:var(--panel);color:var(--soft)}\n"
    ".line.heading{font-weight:700}\n"
    ".line:target{background:color-mix(in srgb,var(--open) 25%,transparent)}\n",
    /* Phones. */
    "@media(max-width:40rem){body{font-size:.97rem}h1{font-size:1.5rem}.line .number{flex-basis:1.6rem}"
    ".line{gap:.5rem;padding:0 .4rem}\n"
    ".stacks,.stacks tbody,.stacks caption{display:block}.stacks thead{position:absolute;left:-99rem}\n"
    ".stacks tr{display:block;padding:.4rem 0}\n"
    ".stacks td,.stacks th{display:block;text-align:left;padding:.05rem 0;overflow-wrap:anywhere;white-space:normal}\n"
    ".stacks tbody th,.stacks tbody th+td,.stacks td.n{display:inline-block;margin-right:.9rem}\n"
    ".stacks tbody th+td[data-label]::before{content:none}\n"
    ".stacks td[data-label]::before{content:attr(data-label) ': ';color:var(--soft)}}\n",
    "@media print{body{max-width:none}nav{break-after:page}details:not([open]){display:none}}\n",
    NULL};

void col_html_begin(col_text *out, const char *title, const char *generator)
{
    col_text_append(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                         "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"");
    col_html_escape(out, generator);
    col_text_append(out, "\">\n<link rel=\"icon\" href=\"data:,\">\n<title>");
    col_html_escape(out, title);
    col_text_append(out, "</title>\n<style>\n");
    for (const char *const *piece = style; *piece; piece++)
        col_text_append(out, *piece);
    col_text_append(out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the results</a>\n");
}

void col_html_end(col_text *out)
{
    col_text_append(out, "</body>\n</html>\n");
}
