import { pinyin } from 'pinyin-pro'

/** The words by which names of companies are taken apart. Each list says what its words mean for telling two apart. */

const list = (text: string) => text.trim().split(/\s+/)

/** Words that only join others. */
export const joining = new Set(list('and und et y e of the der die das de la le les du des für fur for & n'))

/** Behind a name they say nothing: in a real ledger the same customer goes with and without each of them. */
export const saysNothing = new Set(
  list(
    'associates associate assoc partners partner group groups grp holding holdings systems system trust foundation ' +
      'fdn us usa in intl international global worldwide enterprises enterprise co companies bros brothers sons son ' +
      'dba attn hq',
  ),
)

/** Words that many companies share; alone they tell nobody apart. */
export const sharedWords = new Set(
  list('first national american general united standard community citizens independent peoples new great best central'),
)

/** Lines of business in names that are no Chinese. */
export const tradeWords = new Set(
  list(
    'trading trade commerce commercial import imports export exports technology technologies tech electronics ' +
      'electronic electric electrical logistics transport transportation freight shipping food foods foodservice ' +
      'grocery groceries beverage beverages machinery equipment industry industries industrial manufacturing mfg ' +
      'services service solutions consulting construction engineering software network networks media advertising ' +
      'energy power chemical chemicals pharma pharmaceutical pharmaceuticals medical healthcare health textile ' +
      'textiles garment garments apparel furniture hardware plastics plastic packaging printing paper steel metal ' +
      'metals auto automotive insurance bank bancorp bancshares financial finance capital investment investments ' +
      'property properties realty distribution distributors supply supplies products stores store markets market ' +
      'therapeutics biosciences biotech biopharma biopharmaceuticals communications entertainment resources oil gas ' +
      'petroleum mining gold brands restaurants hotels homes labs laboratories sciences retail wholesale produce dairy ' +
      'farms bakery meat meats seafood wines spirits',
  ),
)

/** Provinces, cities and regions that stand in front of Chinese names; shorter ones last. */
const places = list(`
  中国 中华 香港 澳门 台湾 亚洲 亚太 北京 上海 天津 重庆 河北 山西 内蒙古 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东
  河南 湖北 湖南 广东 广西 海南 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口
  承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 沈阳
  大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛 长春 四平 辽源 通化 白山 松原 白城 延边 哈尔滨 齐齐哈尔
  鸡西 鹤岗 双鸭山 大庆 佳木斯 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山
  江阴 张家港 常熟 太仓 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 余姚 合肥 芜湖 蚌埠 淮南 马鞍山
  淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江 石狮 南昌
  景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州
  聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 武汉 黄石
  十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化
  娄底 湘西 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮
  顺德 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 成都 自贡 攀枝花 泸州 德阳 绵阳
  广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 安顺 毕节 铜仁 昆明 曲靖 玉溪 保山 昭通
  丽江 普洱 临沧 大理 拉萨 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉
  酒泉 庆阳 定西 西宁 银川 石嘴山 吴忠 乌鲁木齐 克拉玛依 喀什 台北 高雄 台中 浦东 前海`)

/** A place at the beginning of a Chinese name. */
export const placesBefore = new RegExp(
  `^(?:${places.toSorted((a, b) => b.length - a.length).join('|')})(?:特别行政区|壮族自治区|自治区|省|市)?`,
)

/** Places as they stand in names that are no Chinese, those of China as they are read. */
export const placeWords = new Set([
  ...places.map(place => pinyin(place, { toneType: 'none', type: 'array', v: true }).join('')),
  ...list(
    'china chinese hongkong hk taiwan macau asia apac europe european emea america american americas north south east ' +
      'west uk britain germany deutschland france italy spain japan korea india canada mexico brazil australia ' +
      'singapore malaysia thailand vietnam indonesia california texas florida york chicago london',
  ),
])

const chineseTrades = list(`
  贸易 商贸 工贸 外贸 进出口 国际贸易 国际 科技 高科技 技术 信息 信息技术 网络 软件 电子 电子商务 电器 电气 电力 实业 工业
  产业 企业 企业管理 管理 投资 资产 控股 集团 发展 开发 咨询 服务 商业 商务 商行 物流 运输 货运 供应链 仓储 快递 建筑 建设
  建材 工程 装饰 装修 设计 房地产 置业 地产 物业 机械 设备 机电 制造 汽车 汽配 配件 五金 金属 钢铁 钢材 铝业 铜业 材料 新材料
  化工 化学 塑料 塑胶 橡胶 包装 印刷 印务 纸业 玻璃 陶瓷 家具 家居 木业 纺织 服装 服饰 制衣 鞋业 皮革 食品 餐饮 饮料 酒业
  茶业 粮油 农业 农产品 生物 生物科技 医药 药业 制药 医疗 医疗器械 健康 美容 化妆品 日用品 百货 超市 文化 传媒 广告 教育
  旅游 酒店 娱乐 体育 环保 能源 新能源 石油 矿业 煤炭 光电 通信 通讯 智能 自动化 仪器 仪表 珠宝 股份 有限 总公司 经营部
  商店 门市部 中心 厂 店 部`)
  .toSorted((a, b) => b.length - a.length)
  .join('|')
/** Lines of business at the end of a Chinese name. */
export const tradeBehind = new RegExp(`(?:${chineseTrades})$`)

/** What is no name by itself: 银行, 大学, or lines of business alone. */
export const noName = new RegExp(
  `^(?:银行|农商银行|农村商业银行|大学|学院|医院|石油|石化|电信|移动|联通|电网|铁路|航空|证券|保险|烟草|邮政|${chineseTrades})+$`,
)
