"""Writes llhttp.json: request bytes, and what llhttp (strict, no lenient flag) makes of them.

Run with the `llhttp` package (9.3.0) installed:  python make_llhttp_corpus.py

Bytes are written as text with one character a byte (Latin-1). `messages` are the requests that llhttp completed, in order;
`error` is its verdict on what followed, or null.
"""

import json
import pathlib
import random

import llhttp

SEED = 20410661
MUTATIONS = 700


class Recorder(llhttp.Request):
    def __init__(self):
        super().__init__()
        self.messages = []

    def on_message_begin(self):
        self.target, self.names, self.values, self.body = b"", [b""], [b""], b""

    def on_url(self, data):
        self.target += bytes(data)

    def on_header_field(self, data):
        self.names[-1] += bytes(data)

    def on_header_value(self, data):
        self.values[-1] += bytes(data)

    def on_header_value_complete(self):
        self.names.append(b"")
        self.values.append(b"")

    def on_headers_complete(self):
        self.head_fields = list(zip(self.names, self.values))[:-1]
        self.head_method = self.method

    def on_body(self, data):
        self.body += bytes(data)

    def on_message_complete(self):
        self.messages.append(
            {
                "method": str(self.head_method),
                "target": text(self.target),
                "fields": [[text(n), text(v.strip(b" \t"))] for n, v in self.head_fields],
                "body": text(self.body),
            }
        )


def text(data):
    return data.decode("latin-1")


def verdict(data):
    parser = Recorder()
    error = None
    try:
        parser.execute(data)
    except llhttp.Error as failure:
        error = type(failure).__name__
    return {"request": text(data), "messages": parser.messages, "error": error}


HOST = b"Host: example\r\n"
PLAIN = [
    b"GET / HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /v1/jobs/job_1?wait=30s&a=%20b HTTP/1.1\r\n" + HOST + b"Accept: */*\r\nUser-Agent: curl/8\r\n\r\n",
    b"HEAD /v1/blobs/abc HTTP/1.1\r\n" + HOST + b"Range: bytes=0-1\r\n\r\n",
    b"DELETE /x HTTP/1.1\r\n" + HOST + b"Content-Length: 0\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET http://example:80/a?b HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET / HTTP/1.0\r\n\r\n",
    b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    b"POST /v1/jobs/x:cancel HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\n\r\nhello",
    b"PUT /b HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\nabc",
    b"POST /c HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    b"POST /c HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nA;a=b;c\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n",
    b"POST /c HTTP/1.1\r\n" + HOST + b'Transfer-Encoding: Chunked\r\n\r\n1;q="x y"\r\n0\r\n00\r\n\r\n',
    b"POST /a HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\n\r\nhiGET /b HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /a HTTP/1.1\r\n" + HOST + b"\r\nGET /b HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n",
    b"POST /c HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /d HTTP/1.1\r\n" + HOST + b"\r\n",
    b"PATCH /e HTTP/1.1\r\nhOsT:example\r\nX-Empty:\r\nX-Wide:   a  b  \t\r\nContent-Length:1\r\n\r\nx",
    b"\r\nGET /after-empty-line HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /\xc3\xa9 HTTP/1.1\r\n" + HOST + b"\r\n",
    b"GET /x HTTP/1.1\r\n" + HOST + b"X-Bytes: \xe9\xff\r\n\r\n",
]

GET = b"GET /next HTTP/1.1\r\n" + HOST + b"\r\n"


def post(fields, body=b""):
    return b"POST /p HTTP/1.1\r\n" + HOST + fields + b"\r\n" + body + GET


def smuggling():
    """The kinds that servers have disagreed on."""
    cl, te = b"Content-Length: ", b"Transfer-Encoding: "
    chunked = b"3\r\nabc\r\n0\r\n\r\n"
    yield post(cl + b"3\r\n" + te + b"chunked\r\n", chunked)
    yield post(te + b"chunked\r\n" + cl + b"3\r\n", chunked)
    yield post(cl + b"3\r\n" + cl + b"3\r\n", b"abc")
    yield post(cl + b"3\r\n" + cl + b"4\r\n", b"abc")
    for value in [b"3, 3", b"+3", b"-3", b"3 ", b" 3", b"03", b"0x3", b"3a", b"", b"3.0", b"3;", b"\t3", b"3 3", b"\x0b3"]:
        yield post(cl + value + b"\r\n", b"abc")
    for value in [b"9223372036854775807", b"9223372036854775808", b"18446744073709551616", b"99999999999999999999999"]:
        yield post(cl + value + b"\r\n", b"abc")
    codings = [
        b"chunked, chunked", b"identity", b"gzip, chunked", b"chunked, gzip", b"xchunked", b"chunkedx", b"chunked;q=1",
        b" chunked", b"chunked ", b"\tchunked", b"CHUNKED", b"", b",chunked", b"chunked,", b'"chunked"', b"\x0bchunked",
        b"chunked\x00", b"\xefchunked", b"cow", b"identity, chunked", b"chunked\r\n chunked",
    ]
    for coding in codings:
        yield post(te + coding + b"\r\n", chunked)
        yield post(cl + b"3\r\n" + te + coding + b"\r\n", chunked)
    yield post(te + b"chunked\r\n" + te + b"chunked\r\n", chunked)
    yield post(te + b"chunked\r\n" + te + b"identity\r\n", chunked)
    for name in [b"Transfer-Encoding ", b" Transfer-Encoding", b"Transfer_Encoding", b"Transfer-Encoding\t", b"\x00Transfer-Encoding", b"Transfer-Encoding\x00", b"Transfer Encoding"]:
        yield post(name + b": chunked\r\n", chunked)
        yield post(cl + b"0\r\n" + name + b": chunked\r\n", chunked)
    for name in [b"Content-Length ", b" Content-Length", b"Content-Length\t", b"Content\rLength", b"Content-Length\x00"]:
        yield post(name + b": 3\r\n", b"abc")
    yield post(b"X: y\r\n " + te + b"chunked\r\n", chunked)
    yield post(b"X: y\r\n\t" + cl + b"3\r\n", b"abc")
    yield post(b"X: y\n" + cl + b"3\r\n", b"abc")
    yield post(b"X: y\r" + cl + b"3\r\n", b"abc")
    yield post(b"X: y\r\r\n" + cl + b"3\r\n", b"abc")
    yield post(b"X: a\x00b\r\n" + cl + b"3\r\n", b"abc")
    yield post(b"X\r\n" + cl + b"3\r\n", b"abc")
    yield post(b": y\r\n" + cl + b"3\r\n", b"abc")
    for sizes in [
        b"3\nabc\n0\n\n", b"3\r\nabc\n0\r\n\r\n", b"3\r\nabcd\r\n0\r\n\r\n", b"3\r\nab\r\n0\r\n\r\n", b"0x3\r\nabc\r\n0\r\n\r\n",
        b"+3\r\nabc\r\n0\r\n\r\n", b"-3\r\nabc\r\n0\r\n\r\n", b" 3\r\nabc\r\n0\r\n\r\n", b"3 \r\nabc\r\n0\r\n\r\n",
        b"3\t\r\nabc\r\n0\r\n\r\n", b"3;\r\nabc\r\n0\r\n\r\n", b"3;a\r\nabc\r\n0\r\n\r\n", b"3;a=\r\nabc\r\n0\r\n\r\n",
        b"3 ;a=b\r\nabc\r\n0\r\n\r\n", b"3; a=b\r\nabc\r\n0\r\n\r\n", b'3;a="b\r\nabc\r\n0\r\n\r\n', b'3;a="b"x\r\nabc\r\n0\r\n\r\n',
        b'3;a="\\""\r\nabc\r\n0\r\n\r\n', b"3;a=b\x00\r\nabc\r\n0\r\n\r\n", b"3;a=b\n\r\nabc\r\n0\r\n\r\n", b"3;a\rb\r\nabc\r\n0\r\n\r\n",
        b"\r\nabc\r\n0\r\n\r\n", b"g\r\nabc\r\n0\r\n\r\n", b"10000000000000003\r\nabc\r\n0\r\n\r\n",
        b"fffffffffffffffff\r\nabc\r\n0\r\n\r\n", b"00000003\r\nabc\r\n0\r\n\r\n", b"000000000000000000003\r\nabc\r\n0\r\n\r\n",
        b"3\r\nabc\r\n0\r\nX: y\r\n\r\n", b"3\r\nabc\r\n0\r\nContent-Length: 3\r\n\r\n", b"3\r\nabc\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"3\r\nabc\r\n0\r\n X: y\r\n\r\n", b"3\r\nabc\r\n0\r\nX : y\r\n\r\n", b"3\r\nabc\r\n0\r\nX: y\n\r\n", b"3\r\nabc\r\n0\r\n\n",
        b"3\r\nabc\r\n0\r\n\rX", b"3\r\nabc0\r\n\r\n", b"3\r\nabc\r\r\n0\r\n\r\n", b"0\r\n\r\n", b"00\r\n\r\n", b"0;a\r\n\r\n",
    ]:
        yield post(te + b"chunked\r\n", sizes)
    lines = [
        b"GET  / HTTP/1.1", b"GET / HTTP/1.1 ", b" GET / HTTP/1.1", b"GET\t/ HTTP/1.1", b"GET /\tHTTP/1.1", b"GET / HTTP/1.1\t",
        b"GET / a HTTP/1.1", b"GET /", b"GET / ", b"GET", b"GET / HTTP/0.9", b"GET / HTTP/1.2", b"GET / HTTP/2.0", b"GET / HTTP/11",
        b"GET / HTTP/1.10", b"GET / http/1.1", b"GET / HTTP/01.1", b"GET / HTTP /1.1", b"GET / HTPP/1.1", b"get / HTTP/1.1",
        b"Get / HTTP/1.1", b"FOO / HTTP/1.1", b"GETX / HTTP/1.1", b"G\x00T / HTTP/1.1", b"G(T / HTTP/1.1", b"PRI * HTTP/2.0",
        b"GET x HTTP/1.1", b"GET * HTTP/1.1", b"GET /a#b HTTP/1.1", b"GET /?a#b HTTP/1.1", b"GET /\x00 HTTP/1.1", b"GET /\x7f HTTP/1.1",
        b"GET /<> HTTP/1.1", b"GET /?<> HTTP/1.1", b"GET /\\ HTTP/1.1", b"GET http:// HTTP/1.1", b"GET http:///a HTTP/1.1",
        b"GET http://u@h/ HTTP/1.1", b"GET ftp://h/ HTTP/1.1", b"GET https://h/ HTTP/1.1", b"GET HTTP://h/ HTTP/1.1",
        b"GET http://[::1]/ HTTP/1.1", b"GET http://h:80/ HTTP/1.1", b"GET http://h?x HTTP/1.1", b"GET http://h HTTP/1.1",
        b"GET // HTTP/1.1", b"GET /%zz HTTP/1.1", b"CONNECT h:443 HTTP/1.1", b"CONNECT / HTTP/1.1", b"TRACE / HTTP/1.1", b"SOURCE / HTTP/1.1",
        b"GET / HTTP/1.1\r", b"GET / ICE/1.0", b"GET / RTSP/1.0", b"OPTIONS * RTSP/1.0", b"DESCRIBE / RTSP/1.0", b"PROPFIND / HTTP/1.1", b"M-SEARCH / HTTP/1.1", b"QUERY / HTTP/1.1",
    ]
    for line in lines:
        yield line + b"\r\n" + HOST + b"\r\n" + GET
        yield line + b"\n" + HOST + b"\r\n" + GET
    for fields in [
        b"", b"Host: a\r\nHost: a\r\n", b"Host: a\r\nHost: b\r\n", b"Host: a,b\r\n", b"Host: a b\r\n", b"Host: a/b\r\n", b"Host: a@b\r\n",
        b"Host:\r\n", b"Host: a:80\r\n", b"Host: a:b\r\n", b"Host: [::1]\r\n", b"Host: [::1]:80\r\n", b"Host: [\r\n", b"Host : a\r\n", b"Host\r\n",
        b" Host: a\r\n", b"Host: a\x00\r\n", b"Host: a\r\n b\r\n",
        b"Host: a\r\nConnection: close\r\n", b"Host: a\r\nConnection: keep-alive\r\n", b"Host: a\r\nConnection: close, keep-alive\r\n",
        b"Host: a\r\nConnection: x\r\n", b"Host: a\r\nConnection: CLOSE\r\n", b"Host: a\r\nConnection: closed\r\n", b"Host: a\r\nConnection:\r\n",
        b"Host: a\r\nConnection: close\r\nConnection: keep-alive\r\n", b"Host: a\r\nProxy-Connection: close\r\n",
        b"Host: a\r\nUpgrade: h2c\r\n", b"Host: a\r\nExpect: 100-continue\r\n", b"Host: a\r\nExpect: x\r\n", b"Host: a\r\nTE: trailers\r\n",
    ]:
        yield b"GET / HTTP/1.1\r\n" + fields + b"\r\n" + GET
        yield b"GET / HTTP/1.0\r\n" + fields + b"\r\n" + GET
        yield b"POST / HTTP/1.0\r\n" + fields + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GET
    yield b"\r\n\r\n" + GET
    yield b"\n" + GET
    yield b"\r" + GET
    yield b"\x00" + GET
    yield b"\xef\xbb\xbf" + GET


PIECES = [
    b"\r\n", b"\n", b"\r", b" ", b"\t", b"\x00", b":", b";", b",", b"0", b"1", b"-", b"+", b'"', b"\x0b", b"\x7f", b"\x80", b"\xff",
    b"Content-Length: 1\r\n", b"Content-Length: 0\r\n", b"Transfer-Encoding: chunked\r\n", b"Host: b\r\n", b"0\r\n\r\n", b"1\r\nx\r\n",
    b"chunked", b"\r\n\r\n", b"HTTP/1.1", b"GET ", b" \r\n", b"\r\n ",
]


def mutated(random):
    data = bytearray(random.choice(PLAIN))
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        place = random.randrange(len(data) + 1)
        kind = random.randrange(6)
        if kind == 0:
            data[place:place] = random.choice(PIECES)
        elif kind == 1 and place < len(data):
            data[place] = random.randrange(256)
        elif kind == 2 and place < len(data):
            del data[place]
        elif kind == 3:
            end = min(len(data), place + random.randrange(1, 20))
            data[place:place] = data[place:end]
        elif kind == 4 and place < len(data):
            data[place : place + 1] = random.choice(PIECES)
        else:
            line = data.split(b"\r\n")
            random.shuffle(line)
            data = bytearray(b"\r\n".join(line))
    return bytes(data) + (GET if random.random() < 0.3 else b"")


def main():
    generator = random.Random(SEED)
    requests = PLAIN + list(smuggling())
    requests += [mutated(generator) for _ in range(MUTATIONS)]
    cases = [verdict(data) for data in dict.fromkeys(requests)]
    path = pathlib.Path(__file__).with_name("llhttp.json")
    with path.open("w") as file:
        file.write('{"llhttp": "%s", "cases": [\n' % llhttp.version)
        file.write(",\n".join(json.dumps(case, separators=(",", ":")) for case in cases))
        file.write("\n]}\n")
    refused = sum(case["error"] is not None for case in cases)
    print(f"{len(cases)} requests, {refused} refused by llhttp {llhttp.version}, {path.stat().st_size} bytes")


main()
