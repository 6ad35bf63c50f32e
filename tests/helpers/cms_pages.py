"""Pages in the manner of the content systems that Chinese governments and their mirrors use, with the text that is true of each.

Each family is a function of an article (tests/helpers/cms_prose.py) and a random source to the page's bytes. The furniture is that of such
pages, invented: menus, breadcrumbs, tools, counters, hidden boxes, neighbours, comments, imprint. What belongs to the article is
`Article.text`; its title, day and source stand in the furniture or in metas and are no part of the text.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cms_prose import Article, Part, Writer

_COLUMNS = [
    "政务公开",
    "要闻动态",
    "政策文件",
    "办事服务",
    "互动交流",
    "数据开放",
    "走进本地",
    "专题专栏",
    "领导之窗",
    "财政预决算",
    "人事信息",
    "招标采购",
]
_TEASE = "近日，县里召开专题会议，听取情况汇报，研究部署下一阶段工作，会议要求，各单位提高认识，压实责任。"
_SCRIPT = '<script>var _hmt=_hmt||[];document.write("今日访问，昨日访问，累计访问，感谢您的关注。");</script>'


@dataclass(frozen=True)
class Built:
    """One page: its family, its bytes, the HTTP header it came with, and what must be read from it."""

    family: str
    body: bytes
    content_type: str
    article: Article

    @property
    def day(self) -> date | None:
        """The day of publication that the page prints; a wiki prints the day of the speech."""
        return None if self.family == "MediaWiki" else self.article.day

    @property
    def source(self) -> str:
        """The source that the page names; a wiki names an author."""
        return "" if self.family == "MediaWiki" else self.article.source


def _menu(r: random.Random, rows: int = 14) -> str:
    return "".join(
        f'<li><a href="/col/{n}/index.html" target="_blank">{r.choice(_COLUMNS)}</a></li>' for n in range(rows)
    )


def _neighbours(article: Article) -> str:
    return "".join(
        f'<li><a href="/art/{n}.html" title="{t}">{t}</a><span>{article.day:%m-%d}</span></li>'
        for n, t in enumerate(article.others)
    )


def _table(part: Part, head: str = "td", style: str = "") -> str:
    rows = ""
    for n, row in enumerate(part.rows):
        tag = head if n == 0 else "td"
        rows += (
            "<tr>"
            + "".join(f"<{tag}><p {style}>{cell}</p></{tag}>" if style else f"<{tag}>{cell}</{tag}>" for cell in row)
            + "</tr>\n"
        )
    return f'<table border="1" cellspacing="0"><tbody>{rows}</tbody></table>'


def _paragraphs(
    article: Article,
    para: str = "<p>　　{}</p>",
    head: str = "<p>　　<strong>{}</strong></p>",
    table: Callable[[Part], str] = _table,
) -> str:
    out: list[str] = []
    for part in article.parts:
        out.append(table(part) if part.rows else (head if part.kind == "head" else para).format(part.text))
    return "\n".join(out)


def _word(article: Article) -> str:
    """Paragraphs as an editor keeps them that were pasted from Word: a span around a few characters, empty paragraphs."""
    style = 'style="font-family:仿宋_GB2312;font-size:16pt;line-height:28pt"'

    def spans(text: str) -> str:
        return "".join(f"<span {style}>{text[n : n + 12]}</span>" for n in range(0, len(text), 12))

    out: list[str] = []
    for part in article.parts:
        if part.rows:
            out.append(_table(part, style='class="MsoNormal"'))
        elif part.kind == "note":
            out.append(f'<div id="ftn"><p class="MsoFootnoteText">{spans(part.text)}<o:p></o:p></p></div>')
        else:
            bold = ("<b>", "</b>") if part.kind == "head" else ("", "")
            out.append(
                f'<p class="MsoNormal" style="text-indent:32pt">{bold[0]}{spans(part.text)}{bold[1]}<o:p></o:p></p>\n<p>&nbsp;</p>'
            )
    return "\n".join(out)


def trs(article: Article, r: random.Random) -> str:
    """TRS WCM: metas of its own, title and tools above, .TRS_Editor or .trs_editor_view around the text."""
    box = r.choice(
        [
            'class="TRS_Editor"',
            'class="view TRS_UEDITOR trs_paper_default"',
            'class="trs_editor_view TRS_UEDITOR trs_paper_default trs_web"',
        ]
    )
    body = _word(article) if r.random() < 0.5 else _paragraphs(article)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{article.title}_{article.source}网站</title>
<meta name="SiteName" content="示例政府网"><meta name="ColumnName" content="政府工作报告"><meta name="ArticleTitle" content="{article.title}">
<meta name="PubDate" content="{article.day} 09:30"><meta name="ContentSource" content="{article.source}"><style>.TRS_Editor P{{}}</style></head>
<body><div class="header"><div class="topbar">今天是<span id="now"></span> 欢迎您，访问本网站！</div><ul class="nav_list">{_menu(r)}</ul></div>
<div class="location">您当前的位置：<a href="../../">首页</a> &gt; <a href="../">政务公开</a> &gt; 政府工作报告</div>
<div class="xl"><div class="xl-tit"><h2>{article.title}</h2></div>
<div class="xl-info"><span>发布时间：{article.day} 09:30</span><span>来源：{article.source}</span><span>浏览次数：<em id="hits">1032</em></span>
<span>【字体：<a href="javascript:doZoom(20)">大</a> <a href="javascript:doZoom(16)">中</a> <a href="javascript:doZoom(14)">小</a>】</span></div>
<div {box}><style type="text/css">.TRS_Editor TABLE{{border:1px}}</style>{body}</div>
<div class="fujian">相关附件：<ul id="files"></ul></div><div class="xl-btn"><a href="javascript:window.print()">打印本页</a><a href="javascript:window.close()">关闭窗口</a></div>
<div class="ewm"><p>扫一扫在手机打开当前页</p></div>
<div class="xgyd"><h3>相关阅读</h3><ul>{_neighbours(article)}</ul><p class="summary">{_TEASE}</p></div></div>
<div style="display:none" id="float">{_TEASE}{_TEASE}</div>{_SCRIPT}
<div class="foot"><p>主办：示例政府办公室　承办：大数据局　网站标识码：0000000000</p><p>示ICP备00000000号　示公网安备 00000000000000号</p></div></body></html>"""


def hanweb(article: Article, r: random.Random) -> str:
    """大汉 jcms: the text between its own comments and metas, in a table cell or in #zoom; the tools stand in the same box."""
    inner = f'<!--<$[信息内容]>begin--><!--ZJEG_RSS.content.begin--><meta name="ContentStart">{_paragraphs(article, para=r.choice(["<p>　　{}</p>", "<p style=text-indent:2em>{}</p>"]))}<meta name="ContentEnd"><!--ZJEG_RSS.content.end--><!--<$[信息内容]>end-->'
    info = f"发布日期：{article.day}　　浏览次数：<script>document.write('1')</script>　　信息来源：{article.source}"
    tools = f"""<div class="pagerinfo">[<a href="javascript:print()">打印</a>] [<a href="javascript:window.close()">关闭</a>]</div>
<p>上一篇：<a href="/art/1.html">{article.others[0]}</a></p><p>下一篇：<a href="/art/2.html">{article.others[1]}</a></p>"""
    if r.random() < 0.5:
        main = f"""<table id="article" width="100%"><tr><td class="title">{article.title}</td></tr><tr><td>{info}</td></tr>
<tr><td class="bt_content"><div id="zoom">{inner}</div></td></tr><tr><td>{tools}</td></tr></table>"""
    else:
        main = f'<div id="barrierfree_container"><div class="con"><h1>{article.title}</h1><div class="info">{info}</div>{inner}{tools}<div class="bsdiv">分享到：<a>微信</a><a>微博</a></div></div></div>'
    return f"""<html><head><meta charset="utf-8"><!--<$[标题名称(html)]>begin--><title>示例统计局 {r.choice(_COLUMNS)} {article.title}</title><!--<$[标题名称(html)]>end-->
<meta name="ArticleTitle" content="{article.title}"><meta name="PubDate" content="{article.day} 10:21"><meta name="ContentSource" content="{article.source}"></head>
<body><div id="head"><script>var a="{_TEASE}"</script><ul>{_menu(r)}</ul></div><table><tr><td>当前位置：<a>首页</a> &gt; <a>统计公报</a></td></tr></table>
{main}<div id="foot">版权所有：示例统计局　技术支持：示例网络　示ICP备00000000号　您是第<b>88912</b>位访问者</div></body></html>"""


def wordpress(article: Article, r: random.Random) -> str:
    """A mirror on WordPress: entry-content, a share bar in it, tags, neighbours, a sidebar and readers' comments."""
    comments = "".join(
        f'<li class="comment"><div class="comment-body"><p>{n}楼：写得很好，数据详细，收藏了，谢谢分享！{_TEASE}</p></div></li>'
        for n in range(r.randint(2, 9))
    )
    return f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="UTF-8"><title>{article.title} - 报告文库</title>
<meta property="og:title" content="{article.title}"><meta property="article:published_time" content="{article.day}T08:00:00+08:00"></head>
<body class="post-template single"><header class="site-header"><a class="logo">报告文库</a><nav><ul>{_menu(r, 8)}</ul></nav></header>
<div class="site-content"><main><article class="post"><header class="entry-header"><h1 class="entry-title">{article.title}</h1>
<div class="entry-meta"><span class="posted-on"><time datetime="{article.day}">{article.day:%Y年%m月%d日}</time></span><span class="cat">文章来源：{article.source}</span><span>阅读(3,812)</span></div></header>
<div class="entry-content">{_paragraphs(article, "<p>{}</p>", "<h3>{}</h3>", lambda p: _table(p, "th"))}
<div class="sharedaddy"><h3 class="sd-title">分享到：</h3><ul><li>微博</li><li>微信</li></ul></div></div>
<footer class="entry-footer"><span class="tags-links">标签：<a>报告</a>、<a>公报</a></span><p>未经允许不得转载：报告文库 » {article.title}</p></footer></article>
<nav class="navigation post-navigation"><div class="nav-previous">上一篇<a>{article.others[0]}</a></div><div class="nav-next">下一篇<a>{article.others[1]}</a></div></nav>
<div id="related" class="related-posts"><h3>相关推荐</h3><ul>{_neighbours(article)}</ul></div>
<div id="comments" class="comments-area"><h2>评论（{r.randint(2, 9)}）</h2><ol class="comment-list">{comments}</ol></div></main>
<aside id="secondary" class="widget-area"><h2>热门文章</h2><ul>{_neighbours(article)}</ul><p>{_TEASE}</p></aside></div>
<footer class="site-footer">© 2025 报告文库 示ICP备00000000号 本站内容来自网络，如有侵权请联系删除。</footer></body></html>"""


def wiki(article: Article, r: random.Random) -> str:
    """MediaWiki: header template, table of contents, edit links, references with marks, categories."""
    marks = [part for part in article.parts if part.kind == "note"]
    out: list[str] = []
    for part in article.parts:
        if part.kind == "note":
            continue
        if part.rows:
            out.append(_table(part, "th").replace('border="1"', 'class="wikitable"'))
        elif part.kind == "head":
            out.append(
                f'<h2><span class="mw-headline">{part.text}</span><span class="mw-editsection"><span>[</span><a>编辑</a><span>]</span></span></h2>'
            )
        else:
            out.append(f"<p>{part.text}\n</p>")
    notes = "".join(
        f'<li id="cite_note-{n}"><span class="mw-cite-backlink"><a href="#r">↑</a></span> <span class="reference-text">{part.text}</span></li>'
        for n, part in enumerate(marks)
    )
    references = f'<ol class="references">{notes}</ol>' if notes else ""
    return f"""<!DOCTYPE html><html class="client-nojs" lang="zh"><head><meta charset="UTF-8"><title>{article.title} - 维基文库，自由的图书馆</title></head>
<body class="mediawiki"><div id="mw-page-base"></div><div id="content" class="mw-body"><h1 id="firstHeading" class="firstHeading">{article.title}</h1>
<div id="bodyContent"><div id="siteSub">出自维基文库</div><a class="mw-jump-link" href="#mw-head">跳转到导航</a>
<div id="mw-content-text" class="mw-body-content"><div class="mw-parser-output"><div id="headerContainer" class="ws-noexport"><table><tr><td>←{article.others[0]}</td><td><b>{article.title}</b><br>作者：{article.source}<br>{article.day:%Y年%-m月%-d日}</td><td>{article.others[1]}→</td></tr></table></div>
<div id="toc" class="toc"><h2>目录</h2><ul><li>1 回顾</li><li>2 安排</li></ul></div>{"".join(out)}{references}
<div class="licenseContainer"><p>本作品在中国大陆属于公有领域，因为它是国家机关的文件，依法不受保护。</p></div></div></div>
<div class="printfooter">取自“http://wiki.example.cn/index.php”</div><div id="catlinks" class="catlinks">分类：<ul><li>政府工作报告</li></ul></div></div></div>
<div id="mw-navigation"><h2>导航菜单</h2><ul>{_menu(r, 10)}</ul></div><footer id="footer"><ul><li>本页面最后修订于2025年1月3日 (星期五) 10:00。</li><li>在知识共享许可协议下提供，附加条款亦可能应用。</li></ul></footer></body></html>"""


def old_table(article: Article, r: random.Random) -> str:
    """A page of about 2003: tables in tables, fonts, breaks for paragraphs, no class or id anywhere."""
    pieces = [
        _table(p).replace("<table", '<table width="90%" align="center"')
        if p.rows
        else f"　　{f'<b>{p.text}</b>' if p.kind == 'head' else p.text}<br>\n<br>"
        for p in article.parts
    ]
    links = "".join(f'<tr><td height=20>·<a href="a{n}.htm">{t}</a></td></tr>' for n, t in enumerate(article.others))
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>{article.title}</title></head>
<body bgcolor="#ffffff" topmargin="0"><table width="760" align="center"><tr><td><img src="top.gif"></td></tr><tr><td height="25" bgcolor="#cc0000"><font color="white">{" | ".join(r.choice(_COLUMNS) for _ in range(9))}</font></td></tr></table>
<table width="760" align="center"><tr><td width="160" valign="top"><table>{"".join(f"<tr><td><a href=#>{r.choice(_COLUMNS)}</a></td></tr>" for _ in range(8))}</table><table><tr><td><b>最新文章</b></td></tr>{links}</table></td>
<td valign="top"><table width="100%"><tr><td>您现在的位置：首页 &gt;&gt; 政府文件 &gt;&gt; 正文</td></tr><tr><td align="center"><font size="5"><b>{article.title}</b></font></td></tr>
<tr><td align="center">{article.day.year}-{article.day.month}-{article.day.day}　　来源：{article.source}　　点击：<script src="count.asp"></script>次</td></tr>
<tr><td style="line-height:180%">{"".join(pieces)}</td></tr>
<tr><td align="right">【<a href="javascript:window.print()">打印</a>】【<a href="javascript:window.close()">关闭</a>】</td></tr></table></td></tr></table>
<table width="760" align="center"><tr><td align="center">版权所有 示例政府办公室　地址：中山路1号　邮编：000000<br>示ICP备00000000号　建议使用1024×768分辨率浏览</td></tr></table></body></html>"""


def modern(article: Article, r: random.Random) -> str:
    """A responsive page with class names of its own making: nothing says which box is the article but its prose."""
    salt = f"{r.randrange(16**5):05x}"
    cards = "".join(
        f'<div class="card-{salt}"><a href="/n/{n}"><h4>{t}</h4></a><p>{_TEASE}</p></div>'
        for n, t in enumerate(article.others)
    )
    return f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{article.title}-示例市人民政府门户网站</title></head>
<body><div id="app"><div class="hd-{salt}"><div class="menu-{salt}">{_menu(r, 20)}</div></div>
<div class="crumb-{salt}">当前位置：首页 / 政府信息公开 / 法定主动公开内容</div><div class="wrap-{salt}"><div class="main-{salt}">
<div class="h-{salt}">{article.title}</div><div class="meta-{salt}"><span>发布时间：{article.day:%Y-%m-%d}</span> <span>信息来源：{article.source}</span> <span>访问量：<i>290</i></span> <span>字号：[ <a>大</a> <a>中</a> <a>小</a> ]</span></div>
<section class="txt-{salt}">{_paragraphs(article, '<p style="text-indent: 2em;">{}</p>', "<h2>{}</h2>")}
<p style="text-align:right">（责任编辑：张三）</p><p>分享到：</p></section>
<div class="tool-{salt}"><span>打印本页</span><span>关闭窗口</span><span>收藏</span></div>
<div class="pn-{salt}"><div>上一篇：{article.others[0]}</div><div>下一篇：{article.others[1]}</div></div></div>
<div class="side-{salt}"><h3>相关阅读</h3>{cards}</div></div>
<div class="ft-{salt}">版权所有：示例市人民政府　网站地图　联系我们<br>示ICP备00000000号-1　政府网站标识码：0000000000<br>您是本站第 1024000 位访客</div></div>
<script>window.__DATA__={{"title":"{article.title}","desc":"{_TEASE}"}}</script></body></html>"""


def newspaper(article: Article, r: random.Random) -> str:
    """A newspaper's site in GBK: the text as bare paragraphs beside a rail of pictures and lists, page numbers and editors below."""
    return f"""<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html;charset=GB2312"/><title>{article.title}--时政--示例网</title>
<meta name="publishdate" content="{article.day}"/><meta name="source" content="来源：{article.source}"/></head><body><div class="top_nav">{_menu(r)}</div>
<div class="path w1000"><a>示例网</a>&gt;&gt;<a>时政</a></div><div class="text_title"><h3 class="pre"></h3><h1>{article.title}</h1><h4 class="sub"></h4>
<div class="box01"><div class="fl">{article.day:%Y年%m月%d日}08:18&nbsp;&nbsp;来源：<a>{article.source}</a></div><div class="fr">分享到：</div></div></div>
<div class="clearfix w1000 text_con"><div class="fl text_con_left"><div class="box_con" id="rwb_zw">{_paragraphs(article, "<p>{}</p>")}</div>
<div class="edit clearfix">(责编：李四、王五)</div><div class="zdfy clearfix"></div></div>
<div class="fr text_con_right"><h2>推荐阅读</h2><p>{_TEASE}【<a>详细</a>】</p><h2>相关新闻</h2><ul>{_neighbours(article)}</ul><h2>热点排行</h2><ul>{_neighbours(article)}</ul></div></div>
<div class="copyright">示 例 网 版 权 所 有 ，未 经 书 面 授 权 禁 止 使 用<br>Copyright © 1997-2025 by example.cn. all rights reserved</div></body></html>"""


def dede(article: Article, r: random.Random) -> str:
    """A collector's mirror on 织梦: advertisements and a summary around the text, votes, neighbours and an editor's mark below it."""
    summary = f'<div class="intro">核心提示：{_TEASE}</div>' if r.random() < 0.5 else ""
    comments = "".join(
        f"<dl><dt>游客{n}</dt><dd>{_TEASE}顶一下，写得好，有水平。</dd></dl>" for n in range(r.randint(0, 5))
    )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"><html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312" />
<title>{article.title}_范文大全_示例范文网</title><meta name="description" content="{_TEASE}" /></head><body class="articleview"><div class="header_top"><span>设为首页</span> | <span>加入收藏</span></div>
<div id="navMenu"><ul>{_menu(r, 16)}</ul></div><div class="w960 center"><div class="pleft"><div class="place"><strong>当前位置:</strong> <a>主页</a> > <a>工作报告</a> > </div>
<div class="viewbox"><div class="title"><h2>{article.title}</h2></div><div class="info"><small>时间:</small>{article.day} 10:22<small>来源:</small>{article.source} <small>作者:</small>admin <small>点击:</small><script src="/plus/count.php"></script>次</div>
{summary}<div class="content"><table width='100%'><tr><td><div class="ad" style="float:left"><script>ad(1)</script></div>{_paragraphs(article, "<div>　　{}</div>", "<div>　　<b>{}</b></div>")}
<div>（责任编辑：admin）</div></td></tr></table></div>
<div class="newdigg"><div class="diggbox">顶一下</div><div>(0)</div><div>0%</div><div class="diggbox">踩一下</div></div>
<div class="boxoff"><strong>------分隔线----------------------------</strong></div>
<div class="handle"><div class="context"><ul><li>上一篇：<a>{article.others[0]}</a></li><li>下一篇：没有了</li></ul></div><div class="actbox"><ul><li><a>收藏</a></li><li><a>挑错</a></li><li><a>推荐</a></li><li><a>打印</a></li></ul></div></div></div>
<div class="mt1"><dl class="tbox"><dt><strong>最新评论</strong><span>进入详细评论页>></span></dt><dd>{comments}</dd></dl></div></div>
<div class="pright"><dl class="tbox"><dt><strong>推荐内容</strong></dt><dd><ul class="d4">{"".join(f"<li><a>{t}</a><p>{_TEASE}</p></li>" for t in article.others)}</ul></dd></dl></div></div>
<div class="footer"><p class="powered">Powered by 示例 © 2004-2011</p><p>版权所有，未经授权禁止转载、摘编、复制或建立镜像，如有违反，追究法律责任。</p></div></body></html>"""


def visual(article: Article, r: random.Random) -> str:
    """博达 or 苏迪, as universities and bureaus run them: a form around the article, tools inside its box, attachments below."""
    inner, outer = r.choice(
        [
            ('id="vsb_content" class="v_news_content_box"', '<div class="v_news_content">{}</div>'),
            ('class="read"', '<div class="wp_articlecontent">{}</div>'),
        ]
    )
    body = _paragraphs(
        article,
        '<p style="line-height:2em;text-indent:32px"><span style="font-size:16px">{}</span></p>',
        "<p><strong><span>{}</span></strong></p>",
    )
    return f"""<!DOCTYPE html><html><head><meta charset="UTF-8"><title>{article.title}-示例县统计局</title><META Name="keywords" Content="示例县统计局" /></head>
<body><div class="top"><p>欢迎访问示例县统计局网站，今天是2024年5月6日，星期一，天气晴。</p><ul>{_menu(r, 10)}</ul></div><div class="dqwz">当前位置：<a>首页</a>>><a>统计公报</a>>>正文</div>
<form name="_newscontent_fromname"><div class="content-title"><h3>{article.title}</h3><i>发布日期：{article.day} 来源：{article.source} 浏览：<span>55</span>次</i></div>
<div {inner}>{outer.format(body)}<p align="right">【<a href="javascript:window.close()">关闭窗口</a>】</p></div>
<ul style="list-style-type:none;"><li>附件【<a href="/d.jsp">{article.title}.doc</a>】已下载<span>12</span>次</li></ul><div>上一条：<a>{article.others[0]}</a></div><div>下一条：<a>{article.others[1]}</a></div></form>
<div class="tz"><h4>通知公告</h4><ul>{_neighbours(article)}</ul><p>{_TEASE}</p></div><div class="link"><select><option>友情链接，请选择</option></select></div>
<div class="bottom"><p>地址：示例县中山路1号，电话：0000-0000000，邮编：000000，传真：0000-0000000。</p><p>示ICP备00000000号</p></div></body></html>"""


def boxed(article: Article, r: random.Random) -> str:
    """A page whose box of any name (.content) holds everything; the article is lines with breaks, beside lists without a heading."""
    lines = "".join(_table(p) if p.rows else f"　　{p.text}<br/><br/>" for p in article.parts)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{article.title}_政府信息公开_示例县人民政府</title></head>
<body><div class="wrapper"><div class="content"><div class="sidebar"><ul>{_menu(r, 18)}</ul></div>
<table class="xxgk-head"><tr><td>索引号：</td><td>000000000/2024-00001</td><td>公开日期：</td><td>{article.day}</td></tr><tr><td>发布机构：</td><td>{article.source}</td><td>文号：</td><td>无</td></tr><tr><td>名称：</td><td colspan="3">{article.title}</td></tr></table>
<div class="article"><h1>{article.title}</h1><div class="con">{lines}</div></div><div class="bar"><a>打印</a> <a>关闭</a> <a>分享到微信</a></div>
<div class="list"><ul>{_neighbours(article)}</ul></div><div class="share-tip">用微信扫描二维码，分享至好友和朋友圈</div></div>
<div class="copy">主办单位：示例县人民政府办公室，承办单位：示例县大数据中心，联系电话：0000-0000000，未经授权不得转载。</div></div></body></html>"""


_GB = {"dede": "gb2312", "old_table": "gb2312", "newspaper": "gbk"}
FAMILIES: dict[str, Callable[[Article, random.Random], str]] = {
    "TRS WCM": trs, "大汉 jcms": hanweb, "WordPress": wordpress, "MediaWiki": wiki, "old tables": old_table, "modern div": modern, "newspaper": newspaper, "织梦 mirror": dede, "博达, 苏迪": visual, "open box": boxed,
}  # fmt: skip


def build(family: str, seed: int, kind: str = "report", size: int = 0) -> Built:
    """The page of a family for a seed: report, bulletin or notice; `size` is a report's number of sections."""
    writer = Writer(seed)
    article = (
        writer.report(size or 4) if kind == "report" else writer.bulletin() if kind == "bulletin" else writer.notice()
    )
    make = FAMILIES[family]
    html = make(article, random.Random(seed))
    charset = _GB.get(make.__name__, "utf-8")
    return Built(
        family,
        html.encode("gb18030" if charset != "utf-8" else charset),
        "text/html" if charset != "utf-8" else "text/html; charset=utf-8",
        article,
    )


def builds(family: str, count: int = 4) -> list[Built]:
    """So many pages of each kind."""
    return [
        build(family, 100 * seed + n, kind)
        for seed in range(count)
        for n, kind in enumerate(("report", "bulletin", "notice"))
    ]


def large(what: str, r: random.Random) -> Built:
    """A page of some 150 KB: mostly `furniture` (menus of links and scripts, as portals send them) around an ordinary report; a long
    `report` of 40,000 characters in plain paragraphs; or a `Word report` of ordinary length, with a styled span every twelve characters."""
    if what != "furniture":
        return _long(r, 150_000, words=what == "Word report")
    built = build("TRS WCM", 1)
    html = built.body.decode()
    menu = "".join(f'<ul class="sub" id="m{n}">{_menu(r, 12)}</ul>' for n in range(90))
    html = html.replace(
        '<ul class="nav_list">', f'{menu}<script>{"var config={};" * 1500}</script><ul class="nav_list">', 1
    )
    html = html.replace("</body>", f"{'<script>/* statistics */ track();</script>' * 700}</body>")
    return Built(built.family, html.encode(), built.content_type, built.article)


def _long(r: random.Random, size: int, words: bool) -> Built:
    """A TRS page of about `size` bytes, pasted from Word or not."""
    paragraphs = 5
    while True:
        seed = r.randrange(10_000)
        article = Writer(seed).report(10, paragraphs)
        html = trs(article, random.Random(seed))
        if ('class="MsoNormal"' in html) == words and len(html.encode()) >= size:
            return Built("TRS WCM", html.encode(), "text/html; charset=utf-8", article)
        paragraphs = min(paragraphs + 1, 10_000)
