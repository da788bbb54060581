"""The fuzz targets with bytes that hypothesis makes: of the alphabet that each target understands, and any."""

import pytest
from fuzz.targets import TARGETS
from hypothesis import given
from hypothesis import strategies as st

WORDS = {
    "request": '/ // tr \\ @ : \n https:// stadt.example .. %2e # ? for= " ,'.split(" "),
    "rewriter": "<p> </p> <a~href=' '> <!-- --> <script> </script> <svg> <option> <b ä & \0".replace("~", " ").split(
        " "
    ),
    "config": '[server]\n [origin]\n port= 1 " x = [ ] url= http:// \n [bots]\n true'.split(" "),
    "body": "\x1f\x8b\x08 \x28\xb5\x2f\xfd \x78\x9c \x00 \xff".split(" "),
    "crawler": "<urlset> <url> <loc> </loc> </url> <!DOCTYPE Disallow:/ \n Sitemap: & * $".split(" "),
}


@pytest.mark.parametrize("name", TARGETS)
@given(st.data())
def test_target(name: str, data: st.DataObject) -> None:
    """No input is a finding."""
    words = st.lists(st.sampled_from(WORDS[name]), max_size=30).map(lambda parts: "".join(parts).encode("latin-1"))
    TARGETS[name](data.draw(words | st.binary(max_size=200)))
