"""Makes report.{pdf,doc,wps,rtf,odt} here from a text of our own. Needs LibreOffice and the font WenQuanYi Micro Hei."""

import subprocess
import sys
import tempfile
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

HERE = Path(__file__).parent
FONT = "WenQuanYi Micro Hei"
PARAGRAPHS = (HERE / "report.txt").read_text(encoding="utf-8").splitlines()


def main() -> None:
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(16)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    for at, text in enumerate(PARAGRAPHS):
        paragraph = document.add_paragraph()
        run = paragraph.add_run(text)
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(28)
        if at == 0:
            paragraph.alignment, run.font.size = WD_ALIGN_PARAGRAPH.CENTER, Pt(22)
        else:
            paragraph.alignment, paragraph.paragraph_format.first_line_indent = WD_ALIGN_PARAGRAPH.JUSTIFY, Pt(32)
    document.sections[0].header.paragraphs[0].add_run("松溪镇党政办公室编印")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.docx"
        document.save(str(path))
        for kind in ("pdf", "doc", "rtf", "odt"):
            subprocess.run(
                ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
                 "--convert-to", kind, "--outdir", str(HERE), str(path)],
                check=True,
            )  # fmt: skip
    (HERE / "report.wps").write_bytes((HERE / "report.doc").read_bytes())


if __name__ == "__main__":
    sys.exit(main())
