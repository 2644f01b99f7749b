-- Quality of service to citizens and businesses in Phú Thọ province, 2026:
-- the province, its 15 departments and its 148 communes.
--
-- Source: public evaluation pages of Vietnam's national public-service portal
-- (Cổng Dịch vụ công quốc gia, Decision 766/QĐ-TTg), figures of the year 2026
-- to 26 September.  Counts are what the portal counted; points are the scores
-- that it published itself, to two decimals, to compare with.
--
-- Creates the tables unit, unit_count and official_score in the first schema
-- of the search path.

CREATE TABLE unit (
    code text PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('province', 'department', 'commune'))
);

CREATE TABLE unit_count (
    unit text NOT NULL REFERENCES unit,
    criterion text NOT NULL,
    variable text NOT NULL,
    value numeric NOT NULL,
    PRIMARY KEY (unit, criterion, variable)
);

CREATE TABLE official_score (
    unit text NOT NULL REFERENCES unit,
    criterion text NOT NULL,
    points numeric NOT NULL,
    PRIMARY KEY (unit, criterion)
);

COPY unit (code, name, kind) FROM stdin;
H44	UBND tỉnh Phú Thọ	province
H44.01	Văn phòng UBND Tỉnh - Tỉnh Phú Thọ	department
H44.03	Ban quản lý các khu công nghiệp - Tỉnh Phú Thọ	department
H44.07	Sở Công Thương - Tỉnh Phú Thọ	department
H44.08	Sở Giáo dục và Đào tạo - Tỉnh Phú Thọ	department
H44.100	UBND Phường Việt Trì	commune
H44.101	UBND Phường Nông Trang	commune
H44.102	UBND Phường Thanh Miếu	commune
H44.103	UBND Phường Vân Phú	commune
H44.104	UBND xã Hy Cương	commune
H44.105	UBND xã Xuân Lũng	commune
H44.106	UBND xã Lâm Thao - Tỉnh Phú Thọ	commune
H44.107	UBND xã Phùng Nguyên	commune
H44.108	UBND xã Bản Nguyên	commune
H44.109	UBND Phường Phong Châu	commune
H44.110	UBND Phường Phú Thọ	commune
H44.111	UBND Phường Âu Cơ	commune
H44.112	UBND xã Phù Ninh	commune
H44.113	UBND xã Dân Chủ	commune
H44.114	UBND xã Phú Mỹ	commune
H44.115	UBND xã Trạm Thản	commune
H44.116	UBND xã Bình Phú - Tỉnh Phú Thọ	commune
H44.117	UBND xã Thanh Ba	commune
H44.118	UBND xã Quảng Yên	commune
H44.119	UBND xã Hoàng Cương	commune
H44.120	UBND xã Đông Thành	commune
H44.121	UBND xã Chí Tiên	commune
H44.122	UBND xã Liên Minh	commune
H44.123	UBND xã Đoan Hùng	commune
H44.124	UBND xã Tây Cốc	commune
H44.125	UBND xã Chân Mộng	commune
H44.126	UBND xã Chí Đám	commune
H44.127	UBND xã Bằng Luân	commune
H44.128	UBND xã Hạ Hòa	commune
H44.129	UBND xã Đan Thượng	commune
H44.13	Sở Ngoại vụ - Tỉnh Phú Thọ	department
H44.130	UBND xã Yên Kỳ	commune
H44.131	UBND xã Vĩnh Chân	commune
H44.132	UBND xã Văn Lang	commune
H44.133	UBND xã Hiền Lương	commune
H44.134	UBND xã Cẩm Khê	commune
H44.135	UBND xã Phú Khê	commune
H44.136	UBND xã Hùng Việt	commune
H44.137	UBND xã Đồng Lương	commune
H44.138	UBND xã Tiên Lương	commune
H44.139	UBND xã Vân Bán	commune
H44.140	UBND xã Tam Nông	commune
H44.141	UBND xã Thọ Văn	commune
H44.142	UBND xã Vạn Xuân	commune
H44.143	UBND xã Hiền Quan	commune
H44.144	UBND xã Thanh Thủy	commune
H44.145	UBND xã Đào Xá	commune
H44.146	UBND xã Tu Vũ	commune
H44.147	UBND xã Thanh Sơn	commune
H44.148	UBND xã Võ Miếu	commune
H44.149	UBND xã Văn Miếu	commune
H44.150	UBND xã Cự Đồng	commune
H44.151	UBND xã Hương Cần	commune
H44.152	UBND xã Yên Sơn	commune
H44.153	UBND xã Khả Cửu	commune
H44.154	UBND xã Tân Sơn	commune
H44.155	UBND xã Minh Đài	commune
H44.156	UBND xã Lai Đồng	commune
H44.157	UBND xã Thu Cúc	commune
H44.158	UBND xã Xuân Đài	commune
H44.159	UBND xã Long Cốc	commune
H44.160	UBND xã Yên Lập	commune
H44.161	UBND xã Thượng Long	commune
H44.162	UBND xã Sơn Lương	commune
H44.163	UBND xã Xuân Viên	commune
H44.164	UBND xã Minh Hòa	commune
H44.165	UBND xã Trung Sơn	commune
H44.166	UBND xã Tam Sơn - Tỉnh Phú Thọ	commune
H44.167	UBND xã Sông Lô	commune
H44.168	UBND xã Hải Lựu	commune
H44.169	UBND xã Yên Lãng	commune
H44.170	UBND xã Lập Thạch	commune
H44.171	UBND xã Tiên Lữ	commune
H44.172	UBND xã Thái Hòa	commune
H44.173	UBND xã Liên Hòa	commune
H44.174	UBND xã Hợp Lý	commune
H44.175	UBND xã Sơn Đông	commune
H44.176	UBND xã Tam Đảo	commune
H44.177	UBND xã Đại Đình	commune
H44.178	UBND xã Đạo Trù	commune
H44.179	UBND xã Tam Dương	commune
H44.180	UBND xã Hội Thịnh	commune
H44.181	UBND xã Hoàng An	commune
H44.182	UBND xã Tam Dương Bắc	commune
H44.183	UBND xã Vĩnh Tường - tỉnh Phú Thọ	commune
H44.184	UBND xã Thổ Tang	commune
H44.185	UBND xã Vĩnh Hưng	commune
H44.186	UBND xã Vĩnh An	commune
H44.187	UBND xã Vĩnh Phú	commune
H44.188	UBND xã Vĩnh Thành	commune
H44.189	UBND xã Yên Lạc - Tỉnh Phú Thọ	commune
H44.19	Sở Tư pháp - Tỉnh Phú Thọ	department
H44.190	UBND xã Tề Lỗ	commune
H44.191	UBND xã Liên Châu	commune
H44.192	UBND xã Tam Hồng	commune
H44.193	UBND xã Nguyệt Đức	commune
H44.194	UBND xã Bình Nguyên	commune
H44.195	UBND xã Xuân Lãng	commune
H44.196	UBND xã Bình Xuyên	commune
H44.197	UBND xã Bình Tuyền	commune
H44.198	UBND phường Vĩnh Phúc	commune
H44.199	UBND phường Vĩnh Yên	commune
H44.20	Sở Văn hóa, Thể thao và Du lịch - Tỉnh Phú Thọ	department
H44.200	UBND phường Phúc Yên	commune
H44.201	UBND phường Xuân Hòa	commune
H44.202	UBND phường Hòa Bình	commune
H44.203	UBND phường Kỳ Sơn	commune
H44.204	UBND phường Tân Hòa	commune
H44.205	UBND phường Thống Nhất	commune
H44.206	UBND xã Thịnh Minh	commune
H44.207	UBND xã Cao Phong	commune
H44.208	UBND xã Mường Thàng	commune
H44.209	UBND xã Thung Nai	commune
H44.210	UBND xã Đà Bắc	commune
H44.211	UBND xã Cao Sơn	commune
H44.212	UBND xã Đức Nhàn	commune
H44.213	UBND xã Quy Đức	commune
H44.214	UBND xã Tân Pheo	commune
H44.215	UBND xã Tiền Phong	commune
H44.216	UBND xã Kim Bôi	commune
H44.217	UBND xã Mường Động	commune
H44.218	UBND xã Dũng Tiến	commune
H44.219	UBND xã Hợp Kim	commune
H44.22	Sở Y tế - Tỉnh Phú Thọ	department
H44.220	UBND xã Nật Sơn	commune
H44.221	UBND xã Lạc Sơn	commune
H44.222	UBND xã Mường Vang	commune
H44.223	UBND xã Đại Đồng	commune
H44.224	UBND xã Ngọc Sơn	commune
H44.225	UBND xã Nhân Nghĩa	commune
H44.226	UBND xã Quyết Thắng	commune
H44.227	UBND xã Thượng Cốc	commune
H44.228	UBND xã Yên Phú	commune
H44.229	UBND xã Lạc Thủy	commune
H44.23	Thanh tra tỉnh - Tỉnh Phú Thọ	department
H44.230	UBND xã An Bình	commune
H44.231	UBND xã An Nghĩa	commune
H44.232	UBND xã Lương Sơn	commune
H44.233	UBND xã Cao Dương	commune
H44.234	UBND xã Liên Sơn	commune
H44.235	UBND xã Mai Châu	commune
H44.236	UBND xã Bao La	commune
H44.237	UBND xã Mai Hạ	commune
H44.238	UBND xã Pà Cò	commune
H44.239	UBND xã Tân Mai	commune
H44.240	UBND xã Tân Lạc	commune
H44.241	UBND xã Mường Bi	commune
H44.242	UBND xã Mường Hoa	commune
H44.243	UBND xã Toàn Thắng	commune
H44.244	UBND xã Vân Sơn	commune
H44.245	UBND xã Yên Thủy	commune
H44.246	UBND xã Lạc Lương	commune
H44.247	UBND xã Yên Trị	commune
H44.41	Sở Khoa học và Công nghệ - Tỉnh Phú Thọ	department
H44.42	Sở Nội vụ - Tỉnh Phú Thọ	department
H44.43	Sở Tài chính - Tỉnh Phú Thọ	department
H44.44	Sở Xây dựng - Tỉnh Phú Thọ	department
H44.45	Sở Nông Nghiệp và Môi Trường - Tỉnh Phú Thọ	department
H44.46	Sở Dân Tộc và Tôn Giáo - Tỉnh Phú Thọ	department
\.

COPY unit_count (unit, criterion, variable, value) FROM stdin;
H44	online_payment	paid	309542
H44	online_payment	payable	358625
H44	online_payment	online_formality_paid	119
H44	online_payment	fee_formality	313
H44	online_payment	fee_dossier_formality	68
H44.01	online_payment	paid	0
H44.01	online_payment	payable	0
H44.01	online_payment	online_formality_paid	0
H44.01	online_payment	fee_formality	1
H44.01	online_payment	fee_dossier_formality	0
H44.03	online_payment	paid	18
H44.03	online_payment	payable	18
H44.03	online_payment	online_formality_paid	2
H44.03	online_payment	fee_formality	3
H44.03	online_payment	fee_dossier_formality	0
H44.07	online_payment	paid	118
H44.07	online_payment	payable	118
H44.07	online_payment	online_formality_paid	12
H44.07	online_payment	fee_formality	13
H44.07	online_payment	fee_dossier_formality	0
H44.08	online_payment	paid	0
H44.08	online_payment	payable	2
H44.08	online_payment	online_formality_paid	0
H44.08	online_payment	fee_formality	2
H44.08	online_payment	fee_dossier_formality	0
H44.100	online_payment	paid	4015
H44.100	online_payment	payable	4920
H44.100	online_payment	online_formality_paid	18
H44.100	online_payment	fee_formality	38
H44.100	online_payment	fee_dossier_formality	10
H44.101	online_payment	paid	3384
H44.101	online_payment	payable	3804
H44.101	online_payment	online_formality_paid	15
H44.101	online_payment	fee_formality	40
H44.101	online_payment	fee_dossier_formality	5
H44.102	online_payment	paid	2516
H44.102	online_payment	payable	3027
H44.102	online_payment	online_formality_paid	17
H44.102	online_payment	fee_formality	39
H44.102	online_payment	fee_dossier_formality	8
H44.103	online_payment	paid	5623
H44.103	online_payment	payable	5914
H44.103	online_payment	online_formality_paid	8
H44.103	online_payment	fee_formality	32
H44.103	online_payment	fee_dossier_formality	6
H44.104	online_payment	paid	1707
H44.104	online_payment	payable	1864
H44.104	online_payment	online_formality_paid	16
H44.104	online_payment	fee_formality	40
H44.104	online_payment	fee_dossier_formality	6
H44.105	online_payment	paid	3092
H44.105	online_payment	payable	3471
H44.105	online_payment	online_formality_paid	17
H44.105	online_payment	fee_formality	39
H44.105	online_payment	fee_dossier_formality	8
H44.106	online_payment	paid	3869
H44.106	online_payment	payable	4306
H44.106	online_payment	online_formality_paid	18
H44.106	online_payment	fee_formality	38
H44.106	online_payment	fee_dossier_formality	10
H44.107	online_payment	paid	3043
H44.107	online_payment	payable	3311
H44.107	online_payment	online_formality_paid	15
H44.107	online_payment	fee_formality	38
H44.107	online_payment	fee_dossier_formality	7
H44.108	online_payment	paid	5154
H44.108	online_payment	payable	5553
H44.108	online_payment	online_formality_paid	20
H44.108	online_payment	fee_formality	39
H44.108	online_payment	fee_dossier_formality	11
H44.109	online_payment	paid	2582
H44.109	online_payment	payable	2816
H44.109	online_payment	online_formality_paid	11
H44.109	online_payment	fee_formality	36
H44.109	online_payment	fee_dossier_formality	5
H44.110	online_payment	paid	1300
H44.110	online_payment	payable	1520
H44.110	online_payment	online_formality_paid	18
H44.110	online_payment	fee_formality	40
H44.110	online_payment	fee_dossier_formality	8
H44.111	online_payment	paid	1616
H44.111	online_payment	payable	1808
H44.111	online_payment	online_formality_paid	14
H44.111	online_payment	fee_formality	39
H44.111	online_payment	fee_dossier_formality	5
H44.112	online_payment	paid	3519
H44.112	online_payment	payable	4113
H44.112	online_payment	online_formality_paid	20
H44.112	online_payment	fee_formality	40
H44.112	online_payment	fee_dossier_formality	10
H44.113	online_payment	paid	872
H44.113	online_payment	payable	984
H44.113	online_payment	online_formality_paid	15
H44.113	online_payment	fee_formality	37
H44.113	online_payment	fee_dossier_formality	8
H44.114	online_payment	paid	1565
H44.114	online_payment	payable	1701
H44.114	online_payment	online_formality_paid	15
H44.114	online_payment	fee_formality	39
H44.114	online_payment	fee_dossier_formality	6
H44.115	online_payment	paid	1528
H44.115	online_payment	payable	1784
H44.115	online_payment	online_formality_paid	15
H44.115	online_payment	fee_formality	37
H44.115	online_payment	fee_dossier_formality	8
H44.116	online_payment	paid	1883
H44.116	online_payment	payable	2123
H44.116	online_payment	online_formality_paid	21
H44.116	online_payment	fee_formality	41
H44.116	online_payment	fee_dossier_formality	10
H44.117	online_payment	paid	1933
H44.117	online_payment	payable	2341
H44.117	online_payment	online_formality_paid	19
H44.117	online_payment	fee_formality	38
H44.117	online_payment	fee_dossier_formality	11
H44.118	online_payment	paid	1098
H44.118	online_payment	payable	1190
H44.118	online_payment	online_formality_paid	10
H44.118	online_payment	fee_formality	33
H44.118	online_payment	fee_dossier_formality	7
H44.119	online_payment	paid	2692
H44.119	online_payment	payable	2991
H44.119	online_payment	online_formality_paid	17
H44.119	online_payment	fee_formality	37
H44.119	online_payment	fee_dossier_formality	10
H44.120	online_payment	paid	2499
H44.120	online_payment	payable	2731
H44.120	online_payment	online_formality_paid	16
H44.120	online_payment	fee_formality	38
H44.120	online_payment	fee_dossier_formality	8
H44.121	online_payment	paid	1049
H44.121	online_payment	payable	1149
H44.121	online_payment	online_formality_paid	15
H44.121	online_payment	fee_formality	38
H44.121	online_payment	fee_dossier_formality	7
H44.122	online_payment	paid	863
H44.122	online_payment	payable	961
H44.122	online_payment	online_formality_paid	16
H44.122	online_payment	fee_formality	39
H44.122	online_payment	fee_dossier_formality	7
H44.123	online_payment	paid	2139
H44.123	online_payment	payable	2311
H44.123	online_payment	online_formality_paid	14
H44.123	online_payment	fee_formality	36
H44.123	online_payment	fee_dossier_formality	8
H44.124	online_payment	paid	1878
H44.124	online_payment	payable	2334
H44.124	online_payment	online_formality_paid	9
H44.124	online_payment	fee_formality	33
H44.124	online_payment	fee_dossier_formality	6
H44.125	online_payment	paid	1437
H44.125	online_payment	payable	1541
H44.125	online_payment	online_formality_paid	18
H44.125	online_payment	fee_formality	40
H44.125	online_payment	fee_dossier_formality	8
H44.126	online_payment	paid	1668
H44.126	online_payment	payable	1867
H44.126	online_payment	online_formality_paid	15
H44.126	online_payment	fee_formality	37
H44.126	online_payment	fee_dossier_formality	8
H44.127	online_payment	paid	1471
H44.127	online_payment	payable	1677
H44.127	online_payment	online_formality_paid	11
H44.127	online_payment	fee_formality	33
H44.127	online_payment	fee_dossier_formality	8
H44.128	online_payment	paid	3475
H44.128	online_payment	payable	3870
H44.128	online_payment	online_formality_paid	10
H44.128	online_payment	fee_formality	32
H44.128	online_payment	fee_dossier_formality	8
H44.129	online_payment	paid	3464
H44.129	online_payment	payable	3834
H44.129	online_payment	online_formality_paid	17
H44.129	online_payment	fee_formality	39
H44.129	online_payment	fee_dossier_formality	8
H44.13	online_payment	paid	0
H44.13	online_payment	payable	0
H44.13	online_payment	online_formality_paid	0
H44.13	online_payment	fee_formality	1
H44.13	online_payment	fee_dossier_formality	0
H44.130	online_payment	paid	1096
H44.130	online_payment	payable	1302
H44.130	online_payment	online_formality_paid	11
H44.130	online_payment	fee_formality	32
H44.130	online_payment	fee_dossier_formality	9
H44.131	online_payment	paid	1240
H44.131	online_payment	payable	1331
H44.131	online_payment	online_formality_paid	17
H44.131	online_payment	fee_formality	39
H44.131	online_payment	fee_dossier_formality	8
H44.132	online_payment	paid	1673
H44.132	online_payment	payable	1955
H44.132	online_payment	online_formality_paid	11
H44.132	online_payment	fee_formality	33
H44.132	online_payment	fee_dossier_formality	8
H44.133	online_payment	paid	1866
H44.133	online_payment	payable	2057
H44.133	online_payment	online_formality_paid	9
H44.133	online_payment	fee_formality	33
H44.133	online_payment	fee_dossier_formality	6
H44.134	online_payment	paid	2682
H44.134	online_payment	payable	3033
H44.134	online_payment	online_formality_paid	20
H44.134	online_payment	fee_formality	39
H44.134	online_payment	fee_dossier_formality	11
H44.135	online_payment	paid	1697
H44.135	online_payment	payable	1993
H44.135	online_payment	online_formality_paid	15
H44.135	online_payment	fee_formality	35
H44.135	online_payment	fee_dossier_formality	10
H44.136	online_payment	paid	1038
H44.136	online_payment	payable	1114
H44.136	online_payment	online_formality_paid	16
H44.136	online_payment	fee_formality	39
H44.136	online_payment	fee_dossier_formality	7
H44.137	online_payment	paid	593
H44.137	online_payment	payable	663
H44.137	online_payment	online_formality_paid	11
H44.137	online_payment	fee_formality	34
H44.137	online_payment	fee_dossier_formality	7
H44.138	online_payment	paid	656
H44.138	online_payment	payable	696
H44.138	online_payment	online_formality_paid	14
H44.138	online_payment	fee_formality	39
H44.138	online_payment	fee_dossier_formality	5
H44.139	online_payment	paid	771
H44.139	online_payment	payable	867
H44.139	online_payment	online_formality_paid	14
H44.139	online_payment	fee_formality	37
H44.139	online_payment	fee_dossier_formality	7
H44.140	online_payment	paid	1882
H44.140	online_payment	payable	2123
H44.140	online_payment	online_formality_paid	9
H44.140	online_payment	fee_formality	31
H44.140	online_payment	fee_dossier_formality	8
H44.141	online_payment	paid	1742
H44.141	online_payment	payable	1908
H44.141	online_payment	online_formality_paid	12
H44.141	online_payment	fee_formality	34
H44.141	online_payment	fee_dossier_formality	8
H44.142	online_payment	paid	2416
H44.142	online_payment	payable	2643
H44.142	online_payment	online_formality_paid	16
H44.142	online_payment	fee_formality	38
H44.142	online_payment	fee_dossier_formality	8
H44.143	online_payment	paid	1411
H44.143	online_payment	payable	1526
H44.143	online_payment	online_formality_paid	16
H44.143	online_payment	fee_formality	35
H44.143	online_payment	fee_dossier_formality	11
H44.144	online_payment	paid	1269
H44.144	online_payment	payable	1443
H44.144	online_payment	online_formality_paid	18
H44.144	online_payment	fee_formality	40
H44.144	online_payment	fee_dossier_formality	8
H44.145	online_payment	paid	2218
H44.145	online_payment	payable	2412
H44.145	online_payment	online_formality_paid	23
H44.145	online_payment	fee_formality	43
H44.145	online_payment	fee_dossier_formality	10
H44.146	online_payment	paid	1722
H44.146	online_payment	payable	1878
H44.146	online_payment	online_formality_paid	19
H44.146	online_payment	fee_formality	40
H44.146	online_payment	fee_dossier_formality	9
H44.147	online_payment	paid	1269
H44.147	online_payment	payable	1536
H44.147	online_payment	online_formality_paid	16
H44.147	online_payment	fee_formality	37
H44.147	online_payment	fee_dossier_formality	9
H44.148	online_payment	paid	1525
H44.148	online_payment	payable	1797
H44.148	online_payment	online_formality_paid	15
H44.148	online_payment	fee_formality	38
H44.148	online_payment	fee_dossier_formality	7
H44.149	online_payment	paid	772
H44.149	online_payment	payable	1028
H44.149	online_payment	online_formality_paid	9
H44.149	online_payment	fee_formality	32
H44.149	online_payment	fee_dossier_formality	7
H44.150	online_payment	paid	1948
H44.150	online_payment	payable	2245
H44.150	online_payment	online_formality_paid	14
H44.150	online_payment	fee_formality	37
H44.150	online_payment	fee_dossier_formality	7
H44.151	online_payment	paid	5
H44.151	online_payment	payable	1212
H44.151	online_payment	online_formality_paid	1
H44.151	online_payment	fee_formality	30
H44.151	online_payment	fee_dossier_formality	2
H44.152	online_payment	paid	1506
H44.152	online_payment	payable	1705
H44.152	online_payment	online_formality_paid	15
H44.152	online_payment	fee_formality	36
H44.152	online_payment	fee_dossier_formality	9
H44.153	online_payment	paid	1252
H44.153	online_payment	payable	1341
H44.153	online_payment	online_formality_paid	11
H44.153	online_payment	fee_formality	35
H44.153	online_payment	fee_dossier_formality	6
H44.154	online_payment	paid	1371
H44.154	online_payment	payable	1500
H44.154	online_payment	online_formality_paid	17
H44.154	online_payment	fee_formality	40
H44.154	online_payment	fee_dossier_formality	7
H44.155	online_payment	paid	2102
H44.155	online_payment	payable	2307
H44.155	online_payment	online_formality_paid	17
H44.155	online_payment	fee_formality	37
H44.155	online_payment	fee_dossier_formality	10
H44.156	online_payment	paid	1993
H44.156	online_payment	payable	2112
H44.156	online_payment	online_formality_paid	14
H44.156	online_payment	fee_formality	38
H44.156	online_payment	fee_dossier_formality	6
H44.157	online_payment	paid	828
H44.157	online_payment	payable	904
H44.157	online_payment	online_formality_paid	9
H44.157	online_payment	fee_formality	33
H44.157	online_payment	fee_dossier_formality	6
H44.158	online_payment	paid	926
H44.158	online_payment	payable	993
H44.158	online_payment	online_formality_paid	14
H44.158	online_payment	fee_formality	37
H44.158	online_payment	fee_dossier_formality	7
H44.159	online_payment	paid	582
H44.159	online_payment	payable	676
H44.159	online_payment	online_formality_paid	12
H44.159	online_payment	fee_formality	37
H44.159	online_payment	fee_dossier_formality	5
H44.160	online_payment	paid	1550
H44.160	online_payment	payable	1764
H44.160	online_payment	online_formality_paid	13
H44.160	online_payment	fee_formality	37
H44.160	online_payment	fee_dossier_formality	6
H44.161	online_payment	paid	1326
H44.161	online_payment	payable	1487
H44.161	online_payment	online_formality_paid	12
H44.161	online_payment	fee_formality	36
H44.161	online_payment	fee_dossier_formality	6
H44.162	online_payment	paid	1054
H44.162	online_payment	payable	1168
H44.162	online_payment	online_formality_paid	10
H44.162	online_payment	fee_formality	30
H44.162	online_payment	fee_dossier_formality	10
H44.163	online_payment	paid	1456
H44.163	online_payment	payable	1624
H44.163	online_payment	online_formality_paid	11
H44.163	online_payment	fee_formality	36
H44.163	online_payment	fee_dossier_formality	5
H44.164	online_payment	paid	1811
H44.164	online_payment	payable	2051
H44.164	online_payment	online_formality_paid	10
H44.164	online_payment	fee_formality	30
H44.164	online_payment	fee_dossier_formality	10
H44.165	online_payment	paid	734
H44.165	online_payment	payable	797
H44.165	online_payment	online_formality_paid	9
H44.165	online_payment	fee_formality	35
H44.165	online_payment	fee_dossier_formality	4
H44.166	online_payment	paid	2119
H44.166	online_payment	payable	2612
H44.166	online_payment	online_formality_paid	11
H44.166	online_payment	fee_formality	34
H44.166	online_payment	fee_dossier_formality	7
H44.167	online_payment	paid	5928
H44.167	online_payment	payable	6447
H44.167	online_payment	online_formality_paid	9
H44.167	online_payment	fee_formality	31
H44.167	online_payment	fee_dossier_formality	8
H44.168	online_payment	paid	3135
H44.168	online_payment	payable	3451
H44.168	online_payment	online_formality_paid	18
H44.168	online_payment	fee_formality	39
H44.168	online_payment	fee_dossier_formality	9
H44.169	online_payment	paid	1975
H44.169	online_payment	payable	2166
H44.169	online_payment	online_formality_paid	13
H44.169	online_payment	fee_formality	36
H44.169	online_payment	fee_dossier_formality	7
H44.170	online_payment	paid	4807
H44.170	online_payment	payable	5640
H44.170	online_payment	online_formality_paid	20
H44.170	online_payment	fee_formality	39
H44.170	online_payment	fee_dossier_formality	11
H44.171	online_payment	paid	2233
H44.171	online_payment	payable	2752
H44.171	online_payment	online_formality_paid	9
H44.171	online_payment	fee_formality	32
H44.171	online_payment	fee_dossier_formality	7
H44.172	online_payment	paid	2786
H44.172	online_payment	payable	3068
H44.172	online_payment	online_formality_paid	10
H44.172	online_payment	fee_formality	33
H44.172	online_payment	fee_dossier_formality	7
H44.173	online_payment	paid	2933
H44.173	online_payment	payable	3223
H44.173	online_payment	online_formality_paid	13
H44.173	online_payment	fee_formality	36
H44.173	online_payment	fee_dossier_formality	7
H44.174	online_payment	paid	2498
H44.174	online_payment	payable	2744
H44.174	online_payment	online_formality_paid	10
H44.174	online_payment	fee_formality	33
H44.174	online_payment	fee_dossier_formality	7
H44.175	online_payment	paid	1877
H44.175	online_payment	payable	2167
H44.175	online_payment	online_formality_paid	11
H44.175	online_payment	fee_formality	33
H44.175	online_payment	fee_dossier_formality	8
H44.176	online_payment	paid	2578
H44.176	online_payment	payable	2825
H44.176	online_payment	online_formality_paid	12
H44.176	online_payment	fee_formality	34
H44.176	online_payment	fee_dossier_formality	8
H44.177	online_payment	paid	754
H44.177	online_payment	payable	1291
H44.177	online_payment	online_formality_paid	12
H44.177	online_payment	fee_formality	35
H44.177	online_payment	fee_dossier_formality	7
H44.178	online_payment	paid	874
H44.178	online_payment	payable	2028
H44.178	online_payment	online_formality_paid	4
H44.178	online_payment	fee_formality	31
H44.178	online_payment	fee_dossier_formality	3
H44.179	online_payment	paid	2907
H44.179	online_payment	payable	3214
H44.179	online_payment	online_formality_paid	15
H44.179	online_payment	fee_formality	34
H44.179	online_payment	fee_dossier_formality	11
H44.180	online_payment	paid	3804
H44.180	online_payment	payable	4418
H44.180	online_payment	online_formality_paid	16
H44.180	online_payment	fee_formality	39
H44.180	online_payment	fee_dossier_formality	7
H44.181	online_payment	paid	1495
H44.181	online_payment	payable	1630
H44.181	online_payment	online_formality_paid	15
H44.181	online_payment	fee_formality	36
H44.181	online_payment	fee_dossier_formality	9
H44.182	online_payment	paid	2403
H44.182	online_payment	payable	2736
H44.182	online_payment	online_formality_paid	17
H44.182	online_payment	fee_formality	39
H44.182	online_payment	fee_dossier_formality	8
H44.183	online_payment	paid	1923
H44.183	online_payment	payable	2462
H44.183	online_payment	online_formality_paid	10
H44.183	online_payment	fee_formality	32
H44.183	online_payment	fee_dossier_formality	8
H44.184	online_payment	paid	3048
H44.184	online_payment	payable	3487
H44.184	online_payment	online_formality_paid	14
H44.184	online_payment	fee_formality	35
H44.184	online_payment	fee_dossier_formality	9
H44.185	online_payment	paid	2045
H44.185	online_payment	payable	2293
H44.185	online_payment	online_formality_paid	13
H44.185	online_payment	fee_formality	35
H44.185	online_payment	fee_dossier_formality	8
H44.186	online_payment	paid	1909
H44.186	online_payment	payable	2091
H44.186	online_payment	online_formality_paid	13
H44.186	online_payment	fee_formality	35
H44.186	online_payment	fee_dossier_formality	8
H44.187	online_payment	paid	2618
H44.187	online_payment	payable	3301
H44.187	online_payment	online_formality_paid	20
H44.187	online_payment	fee_formality	40
H44.187	online_payment	fee_dossier_formality	10
H44.188	online_payment	paid	1768
H44.188	online_payment	payable	1945
H44.188	online_payment	online_formality_paid	14
H44.188	online_payment	fee_formality	37
H44.188	online_payment	fee_dossier_formality	7
H44.189	online_payment	paid	1950
H44.189	online_payment	payable	2221
H44.189	online_payment	online_formality_paid	16
H44.189	online_payment	fee_formality	39
H44.189	online_payment	fee_dossier_formality	7
H44.19	online_payment	paid	64
H44.19	online_payment	payable	101
H44.19	online_payment	online_formality_paid	12
H44.19	online_payment	fee_formality	50
H44.19	online_payment	fee_dossier_formality	11
H44.190	online_payment	paid	2299
H44.190	online_payment	payable	2541
H44.190	online_payment	online_formality_paid	13
H44.190	online_payment	fee_formality	36
H44.190	online_payment	fee_dossier_formality	7
H44.191	online_payment	paid	3365
H44.191	online_payment	payable	3669
H44.191	online_payment	online_formality_paid	15
H44.191	online_payment	fee_formality	37
H44.191	online_payment	fee_dossier_formality	8
H44.192	online_payment	paid	6435
H44.192	online_payment	payable	6678
H44.192	online_payment	online_formality_paid	11
H44.192	online_payment	fee_formality	34
H44.192	online_payment	fee_dossier_formality	7
H44.193	online_payment	paid	4227
H44.193	online_payment	payable	4542
H44.193	online_payment	online_formality_paid	15
H44.193	online_payment	fee_formality	37
H44.193	online_payment	fee_dossier_formality	8
H44.194	online_payment	paid	3693
H44.194	online_payment	payable	4177
H44.194	online_payment	online_formality_paid	21
H44.194	online_payment	fee_formality	41
H44.194	online_payment	fee_dossier_formality	10
H44.195	online_payment	paid	4379
H44.195	online_payment	payable	4805
H44.195	online_payment	online_formality_paid	16
H44.195	online_payment	fee_formality	35
H44.195	online_payment	fee_dossier_formality	11
H44.196	online_payment	paid	3318
H44.196	online_payment	payable	3796
H44.196	online_payment	online_formality_paid	19
H44.196	online_payment	fee_formality	41
H44.196	online_payment	fee_dossier_formality	8
H44.197	online_payment	paid	3761
H44.197	online_payment	payable	4932
H44.197	online_payment	online_formality_paid	11
H44.197	online_payment	fee_formality	34
H44.197	online_payment	fee_dossier_formality	7
H44.198	online_payment	paid	3340
H44.198	online_payment	payable	4309
H44.198	online_payment	online_formality_paid	20
H44.198	online_payment	fee_formality	41
H44.198	online_payment	fee_dossier_formality	9
H44.199	online_payment	paid	1841
H44.199	online_payment	payable	2405
H44.199	online_payment	online_formality_paid	17
H44.199	online_payment	fee_formality	39
H44.199	online_payment	fee_dossier_formality	8
H44.20	online_payment	paid	140
H44.20	online_payment	payable	171
H44.20	online_payment	online_formality_paid	8
H44.20	online_payment	fee_formality	13
H44.20	online_payment	fee_dossier_formality	7
H44.200	online_payment	paid	3412
H44.200	online_payment	payable	3992
H44.200	online_payment	online_formality_paid	15
H44.200	online_payment	fee_formality	37
H44.200	online_payment	fee_dossier_formality	8
H44.201	online_payment	paid	2829
H44.201	online_payment	payable	3143
H44.201	online_payment	online_formality_paid	16
H44.201	online_payment	fee_formality	39
H44.201	online_payment	fee_dossier_formality	7
H44.202	online_payment	paid	2381
H44.202	online_payment	payable	2818
H44.202	online_payment	online_formality_paid	10
H44.202	online_payment	fee_formality	34
H44.202	online_payment	fee_dossier_formality	6
H44.203	online_payment	paid	1917
H44.203	online_payment	payable	2331
H44.203	online_payment	online_formality_paid	6
H44.203	online_payment	fee_formality	30
H44.203	online_payment	fee_dossier_formality	6
H44.204	online_payment	paid	988
H44.204	online_payment	payable	1114
H44.204	online_payment	online_formality_paid	11
H44.204	online_payment	fee_formality	34
H44.204	online_payment	fee_dossier_formality	7
H44.205	online_payment	paid	3012
H44.205	online_payment	payable	3296
H44.205	online_payment	online_formality_paid	14
H44.205	online_payment	fee_formality	35
H44.205	online_payment	fee_dossier_formality	9
H44.206	online_payment	paid	1944
H44.206	online_payment	payable	2116
H44.206	online_payment	online_formality_paid	11
H44.206	online_payment	fee_formality	33
H44.206	online_payment	fee_dossier_formality	8
H44.207	online_payment	paid	1568
H44.207	online_payment	payable	2074
H44.207	online_payment	online_formality_paid	14
H44.207	online_payment	fee_formality	35
H44.207	online_payment	fee_dossier_formality	9
H44.208	online_payment	paid	1657
H44.208	online_payment	payable	1808
H44.208	online_payment	online_formality_paid	7
H44.208	online_payment	fee_formality	30
H44.208	online_payment	fee_dossier_formality	7
H44.209	online_payment	paid	962
H44.209	online_payment	payable	1043
H44.209	online_payment	online_formality_paid	9
H44.209	online_payment	fee_formality	33
H44.209	online_payment	fee_dossier_formality	6
H44.210	online_payment	paid	2482
H44.210	online_payment	payable	3078
H44.210	online_payment	online_formality_paid	15
H44.210	online_payment	fee_formality	35
H44.210	online_payment	fee_dossier_formality	10
H44.211	online_payment	paid	1445
H44.211	online_payment	payable	1682
H44.211	online_payment	online_formality_paid	7
H44.211	online_payment	fee_formality	31
H44.211	online_payment	fee_dossier_formality	6
H44.212	online_payment	paid	1142
H44.212	online_payment	payable	1556
H44.212	online_payment	online_formality_paid	6
H44.212	online_payment	fee_formality	30
H44.212	online_payment	fee_dossier_formality	6
H44.213	online_payment	paid	635
H44.213	online_payment	payable	1263
H44.213	online_payment	online_formality_paid	8
H44.213	online_payment	fee_formality	31
H44.213	online_payment	fee_dossier_formality	7
H44.214	online_payment	paid	711
H44.214	online_payment	payable	832
H44.214	online_payment	online_formality_paid	6
H44.214	online_payment	fee_formality	30
H44.214	online_payment	fee_dossier_formality	6
H44.215	online_payment	paid	861
H44.215	online_payment	payable	934
H44.215	online_payment	online_formality_paid	9
H44.215	online_payment	fee_formality	32
H44.215	online_payment	fee_dossier_formality	7
H44.216	online_payment	paid	1979
H44.216	online_payment	payable	2177
H44.216	online_payment	online_formality_paid	12
H44.216	online_payment	fee_formality	32
H44.216	online_payment	fee_dossier_formality	10
H44.217	online_payment	paid	1982
H44.217	online_payment	payable	2335
H44.217	online_payment	online_formality_paid	13
H44.217	online_payment	fee_formality	36
H44.217	online_payment	fee_dossier_formality	7
H44.218	online_payment	paid	2251
H44.218	online_payment	payable	2435
H44.218	online_payment	online_formality_paid	16
H44.218	online_payment	fee_formality	37
H44.218	online_payment	fee_dossier_formality	9
H44.219	online_payment	paid	906
H44.219	online_payment	payable	1041
H44.219	online_payment	online_formality_paid	12
H44.219	online_payment	fee_formality	32
H44.219	online_payment	fee_dossier_formality	10
H44.22	online_payment	paid	2407
H44.22	online_payment	payable	3715
H44.22	online_payment	online_formality_paid	18
H44.22	online_payment	fee_formality	53
H44.22	online_payment	fee_dossier_formality	17
H44.220	online_payment	paid	2069
H44.220	online_payment	payable	2562
H44.220	online_payment	online_formality_paid	10
H44.220	online_payment	fee_formality	32
H44.220	online_payment	fee_dossier_formality	8
H44.221	online_payment	paid	1336
H44.221	online_payment	payable	1481
H44.221	online_payment	online_formality_paid	13
H44.221	online_payment	fee_formality	34
H44.221	online_payment	fee_dossier_formality	9
H44.222	online_payment	paid	604
H44.222	online_payment	payable	668
H44.222	online_payment	online_formality_paid	7
H44.222	online_payment	fee_formality	31
H44.222	online_payment	fee_dossier_formality	6
H44.223	online_payment	paid	1931
H44.223	online_payment	payable	2129
H44.223	online_payment	online_formality_paid	13
H44.223	online_payment	fee_formality	36
H44.223	online_payment	fee_dossier_formality	7
H44.224	online_payment	paid	1658
H44.224	online_payment	payable	1800
H44.224	online_payment	online_formality_paid	12
H44.224	online_payment	fee_formality	37
H44.224	online_payment	fee_dossier_formality	5
H44.225	online_payment	paid	792
H44.225	online_payment	payable	1189
H44.225	online_payment	online_formality_paid	7
H44.225	online_payment	fee_formality	32
H44.225	online_payment	fee_dossier_formality	5
H44.226	online_payment	paid	805
H44.226	online_payment	payable	912
H44.226	online_payment	online_formality_paid	11
H44.226	online_payment	fee_formality	34
H44.226	online_payment	fee_dossier_formality	7
H44.227	online_payment	paid	1784
H44.227	online_payment	payable	1933
H44.227	online_payment	online_formality_paid	9
H44.227	online_payment	fee_formality	33
H44.227	online_payment	fee_dossier_formality	6
H44.228	online_payment	paid	1811
H44.228	online_payment	payable	2684
H44.228	online_payment	online_formality_paid	10
H44.228	online_payment	fee_formality	32
H44.228	online_payment	fee_dossier_formality	8
H44.229	online_payment	paid	2641
H44.229	online_payment	payable	4642
H44.229	online_payment	online_formality_paid	18
H44.229	online_payment	fee_formality	38
H44.229	online_payment	fee_dossier_formality	10
H44.23	online_payment	paid	0
H44.23	online_payment	payable	0
H44.23	online_payment	online_formality_paid	0
H44.23	online_payment	fee_formality	1
H44.23	online_payment	fee_dossier_formality	0
H44.230	online_payment	paid	1724
H44.230	online_payment	payable	1984
H44.230	online_payment	online_formality_paid	17
H44.230	online_payment	fee_formality	39
H44.230	online_payment	fee_dossier_formality	8
H44.231	online_payment	paid	769
H44.231	online_payment	payable	1046
H44.231	online_payment	online_formality_paid	14
H44.231	online_payment	fee_formality	37
H44.231	online_payment	fee_dossier_formality	7
H44.232	online_payment	paid	1623
H44.232	online_payment	payable	2074
H44.232	online_payment	online_formality_paid	16
H44.232	online_payment	fee_formality	40
H44.232	online_payment	fee_dossier_formality	6
H44.233	online_payment	paid	1435
H44.233	online_payment	payable	1789
H44.233	online_payment	online_formality_paid	12
H44.233	online_payment	fee_formality	35
H44.233	online_payment	fee_dossier_formality	7
H44.234	online_payment	paid	2490
H44.234	online_payment	payable	2809
H44.234	online_payment	online_formality_paid	19
H44.234	online_payment	fee_formality	41
H44.234	online_payment	fee_dossier_formality	8
H44.235	online_payment	paid	2144
H44.235	online_payment	payable	2340
H44.235	online_payment	online_formality_paid	13
H44.235	online_payment	fee_formality	33
H44.235	online_payment	fee_dossier_formality	10
H44.236	online_payment	paid	4755
H44.236	online_payment	payable	5086
H44.236	online_payment	online_formality_paid	11
H44.236	online_payment	fee_formality	34
H44.236	online_payment	fee_dossier_formality	7
H44.237	online_payment	paid	1627
H44.237	online_payment	payable	1795
H44.237	online_payment	online_formality_paid	10
H44.237	online_payment	fee_formality	32
H44.237	online_payment	fee_dossier_formality	8
H44.238	online_payment	paid	743
H44.238	online_payment	payable	846
H44.238	online_payment	online_formality_paid	9
H44.238	online_payment	fee_formality	34
H44.238	online_payment	fee_dossier_formality	5
H44.239	online_payment	paid	1142
H44.239	online_payment	payable	1220
H44.239	online_payment	online_formality_paid	10
H44.239	online_payment	fee_formality	35
H44.239	online_payment	fee_dossier_formality	5
H44.240	online_payment	paid	4103
H44.240	online_payment	payable	5193
H44.240	online_payment	online_formality_paid	17
H44.240	online_payment	fee_formality	39
H44.240	online_payment	fee_dossier_formality	8
H44.241	online_payment	paid	1901
H44.241	online_payment	payable	2252
H44.241	online_payment	online_formality_paid	8
H44.241	online_payment	fee_formality	31
H44.241	online_payment	fee_dossier_formality	7
H44.242	online_payment	paid	1023
H44.242	online_payment	payable	1122
H44.242	online_payment	online_formality_paid	6
H44.242	online_payment	fee_formality	30
H44.242	online_payment	fee_dossier_formality	6
H44.243	online_payment	paid	2005
H44.243	online_payment	payable	2233
H44.243	online_payment	online_formality_paid	13
H44.243	online_payment	fee_formality	33
H44.243	online_payment	fee_dossier_formality	10
H44.244	online_payment	paid	1293
H44.244	online_payment	payable	1416
H44.244	online_payment	online_formality_paid	10
H44.244	online_payment	fee_formality	34
H44.244	online_payment	fee_dossier_formality	6
H44.245	online_payment	paid	1802
H44.245	online_payment	payable	2094
H44.245	online_payment	online_formality_paid	15
H44.245	online_payment	fee_formality	36
H44.245	online_payment	fee_dossier_formality	9
H44.246	online_payment	paid	2483
H44.246	online_payment	payable	2627
H44.246	online_payment	online_formality_paid	13
H44.246	online_payment	fee_formality	36
H44.246	online_payment	fee_dossier_formality	7
H44.247	online_payment	paid	2009
H44.247	online_payment	payable	2425
H44.247	online_payment	online_formality_paid	18
H44.247	online_payment	fee_formality	37
H44.247	online_payment	fee_dossier_formality	11
H44.41	online_payment	paid	137
H44.41	online_payment	payable	162
H44.41	online_payment	online_formality_paid	10
H44.41	online_payment	fee_formality	74
H44.41	online_payment	fee_dossier_formality	5
H44.42	online_payment	paid	0
H44.42	online_payment	payable	0
H44.42	online_payment	online_formality_paid	0
H44.42	online_payment	fee_formality	3
H44.42	online_payment	fee_dossier_formality	0
H44.43	online_payment	paid	0
H44.43	online_payment	payable	0
H44.43	online_payment	online_formality_paid	0
H44.43	online_payment	fee_formality	23
H44.43	online_payment	fee_dossier_formality	0
H44.44	online_payment	paid	902
H44.44	online_payment	payable	1413
H44.44	online_payment	online_formality_paid	10
H44.44	online_payment	fee_formality	23
H44.44	online_payment	fee_dossier_formality	4
H44.45	online_payment	paid	249
H44.45	online_payment	payable	433
H44.45	online_payment	online_formality_paid	12
H44.45	online_payment	fee_formality	31
H44.45	online_payment	fee_dossier_formality	11
H44.46	online_payment	paid	0
H44.46	online_payment	payable	0
H44.46	online_payment	online_formality_paid	0
H44.46	online_payment	fee_formality	1
H44.46	online_payment	fee_dossier_formality	0
H44	settled_on_time	received	597918
H44	settled_on_time	on_time	528684
H44.01	settled_on_time	received	161
H44.01	settled_on_time	on_time	156
H44.03	settled_on_time	received	1840
H44.03	settled_on_time	on_time	1689
H44.07	settled_on_time	received	2270
H44.07	settled_on_time	on_time	1652
H44.08	settled_on_time	received	1120
H44.08	settled_on_time	on_time	758
H44.100	settled_on_time	received	8253
H44.100	settled_on_time	on_time	7368
H44.101	settled_on_time	received	6178
H44.101	settled_on_time	on_time	5646
H44.102	settled_on_time	received	5551
H44.102	settled_on_time	on_time	4964
H44.103	settled_on_time	received	7947
H44.103	settled_on_time	on_time	7180
H44.104	settled_on_time	received	3443
H44.104	settled_on_time	on_time	2775
H44.105	settled_on_time	received	3859
H44.105	settled_on_time	on_time	3717
H44.106	settled_on_time	received	6200
H44.106	settled_on_time	on_time	5680
H44.107	settled_on_time	received	3857
H44.107	settled_on_time	on_time	3635
H44.108	settled_on_time	received	6064
H44.108	settled_on_time	on_time	5940
H44.109	settled_on_time	received	3691
H44.109	settled_on_time	on_time	3484
H44.110	settled_on_time	received	2192
H44.110	settled_on_time	on_time	2094
H44.111	settled_on_time	received	2882
H44.111	settled_on_time	on_time	2674
H44.112	settled_on_time	received	6114
H44.112	settled_on_time	on_time	5685
H44.113	settled_on_time	received	1562
H44.113	settled_on_time	on_time	1454
H44.114	settled_on_time	received	2020
H44.114	settled_on_time	on_time	1916
H44.115	settled_on_time	received	2126
H44.115	settled_on_time	on_time	1981
H44.116	settled_on_time	received	2632
H44.116	settled_on_time	on_time	2518
H44.117	settled_on_time	received	3306
H44.117	settled_on_time	on_time	3208
H44.118	settled_on_time	received	1477
H44.118	settled_on_time	on_time	1422
H44.119	settled_on_time	received	3858
H44.119	settled_on_time	on_time	3649
H44.120	settled_on_time	received	3335
H44.120	settled_on_time	on_time	3178
H44.121	settled_on_time	received	1473
H44.121	settled_on_time	on_time	1435
H44.122	settled_on_time	received	1292
H44.122	settled_on_time	on_time	1220
H44.123	settled_on_time	received	3659
H44.123	settled_on_time	on_time	3249
H44.124	settled_on_time	received	2630
H44.124	settled_on_time	on_time	2520
H44.125	settled_on_time	received	2096
H44.125	settled_on_time	on_time	1940
H44.126	settled_on_time	received	2177
H44.126	settled_on_time	on_time	2119
H44.127	settled_on_time	received	2050
H44.127	settled_on_time	on_time	1821
H44.128	settled_on_time	received	4734
H44.128	settled_on_time	on_time	4511
H44.129	settled_on_time	received	4366
H44.129	settled_on_time	on_time	4222
H44.13	settled_on_time	received	5
H44.13	settled_on_time	on_time	3
H44.130	settled_on_time	received	1595
H44.130	settled_on_time	on_time	1541
H44.131	settled_on_time	received	1592
H44.131	settled_on_time	on_time	1542
H44.132	settled_on_time	received	2574
H44.132	settled_on_time	on_time	2399
H44.133	settled_on_time	received	2321
H44.133	settled_on_time	on_time	2250
H44.134	settled_on_time	received	5351
H44.134	settled_on_time	on_time	4960
H44.135	settled_on_time	received	2639
H44.135	settled_on_time	on_time	2534
H44.136	settled_on_time	received	1443
H44.136	settled_on_time	on_time	1378
H44.137	settled_on_time	received	987
H44.137	settled_on_time	on_time	860
H44.138	settled_on_time	received	1160
H44.138	settled_on_time	on_time	1050
H44.139	settled_on_time	received	1134
H44.139	settled_on_time	on_time	1077
H44.140	settled_on_time	received	3305
H44.140	settled_on_time	on_time	3168
H44.141	settled_on_time	received	2207
H44.141	settled_on_time	on_time	2129
H44.142	settled_on_time	received	3212
H44.142	settled_on_time	on_time	3081
H44.143	settled_on_time	received	1759
H44.143	settled_on_time	on_time	1716
H44.144	settled_on_time	received	2785
H44.144	settled_on_time	on_time	2625
H44.145	settled_on_time	received	2876
H44.145	settled_on_time	on_time	2729
H44.146	settled_on_time	received	2744
H44.146	settled_on_time	on_time	2584
H44.147	settled_on_time	received	3144
H44.147	settled_on_time	on_time	2689
H44.148	settled_on_time	received	2345
H44.148	settled_on_time	on_time	2240
H44.149	settled_on_time	received	1382
H44.149	settled_on_time	on_time	1254
H44.150	settled_on_time	received	2691
H44.150	settled_on_time	on_time	2593
H44.151	settled_on_time	received	1605
H44.151	settled_on_time	on_time	1570
H44.152	settled_on_time	received	2077
H44.152	settled_on_time	on_time	1970
H44.153	settled_on_time	received	1474
H44.153	settled_on_time	on_time	1431
H44.154	settled_on_time	received	2135
H44.154	settled_on_time	on_time	2044
H44.155	settled_on_time	received	3239
H44.155	settled_on_time	on_time	2962
H44.156	settled_on_time	received	2339
H44.156	settled_on_time	on_time	2288
H44.157	settled_on_time	received	1181
H44.157	settled_on_time	on_time	1104
H44.158	settled_on_time	received	1338
H44.158	settled_on_time	on_time	1235
H44.159	settled_on_time	received	980
H44.159	settled_on_time	on_time	914
H44.160	settled_on_time	received	3207
H44.160	settled_on_time	on_time	2833
H44.161	settled_on_time	received	1914
H44.161	settled_on_time	on_time	1809
H44.162	settled_on_time	received	1797
H44.162	settled_on_time	on_time	1662
H44.163	settled_on_time	received	2080
H44.163	settled_on_time	on_time	1989
H44.164	settled_on_time	received	2563
H44.164	settled_on_time	on_time	2406
H44.165	settled_on_time	received	877
H44.165	settled_on_time	on_time	836
H44.166	settled_on_time	received	4754
H44.166	settled_on_time	on_time	3912
H44.167	settled_on_time	received	8250
H44.167	settled_on_time	on_time	7510
H44.168	settled_on_time	received	4373
H44.168	settled_on_time	on_time	3952
H44.169	settled_on_time	received	2955
H44.169	settled_on_time	on_time	2703
H44.170	settled_on_time	received	6955
H44.170	settled_on_time	on_time	6624
H44.171	settled_on_time	received	3849
H44.171	settled_on_time	on_time	3515
H44.172	settled_on_time	received	4238
H44.172	settled_on_time	on_time	3804
H44.173	settled_on_time	received	4512
H44.173	settled_on_time	on_time	4144
H44.174	settled_on_time	received	4041
H44.174	settled_on_time	on_time	3637
H44.175	settled_on_time	received	4074
H44.175	settled_on_time	on_time	3410
H44.176	settled_on_time	received	4076
H44.176	settled_on_time	on_time	3900
H44.177	settled_on_time	received	2047
H44.177	settled_on_time	on_time	1929
H44.178	settled_on_time	received	2949
H44.178	settled_on_time	on_time	2808
H44.179	settled_on_time	received	6735
H44.179	settled_on_time	on_time	5822
H44.180	settled_on_time	received	6189
H44.180	settled_on_time	on_time	5574
H44.181	settled_on_time	received	2741
H44.181	settled_on_time	on_time	2330
H44.182	settled_on_time	received	4529
H44.182	settled_on_time	on_time	3872
H44.183	settled_on_time	received	4527
H44.183	settled_on_time	on_time	4093
H44.184	settled_on_time	received	4570
H44.184	settled_on_time	on_time	4381
H44.185	settled_on_time	received	3624
H44.185	settled_on_time	on_time	3304
H44.186	settled_on_time	received	2955
H44.186	settled_on_time	on_time	2666
H44.187	settled_on_time	received	4876
H44.187	settled_on_time	on_time	4363
H44.188	settled_on_time	received	2674
H44.188	settled_on_time	on_time	2500
H44.189	settled_on_time	received	4017
H44.189	settled_on_time	on_time	3190
H44.19	settled_on_time	received	150
H44.19	settled_on_time	on_time	146
H44.190	settled_on_time	received	3516
H44.190	settled_on_time	on_time	3322
H44.191	settled_on_time	received	4670
H44.191	settled_on_time	on_time	4362
H44.192	settled_on_time	received	7764
H44.192	settled_on_time	on_time	7355
H44.193	settled_on_time	received	6056
H44.193	settled_on_time	on_time	5223
H44.194	settled_on_time	received	6980
H44.194	settled_on_time	on_time	6125
H44.195	settled_on_time	received	6259
H44.195	settled_on_time	on_time	5617
H44.196	settled_on_time	received	5862
H44.196	settled_on_time	on_time	5189
H44.197	settled_on_time	received	6995
H44.197	settled_on_time	on_time	6246
H44.198	settled_on_time	received	7325
H44.198	settled_on_time	on_time	6767
H44.199	settled_on_time	received	4010
H44.199	settled_on_time	on_time	3818
H44.20	settled_on_time	received	371
H44.20	settled_on_time	on_time	364
H44.200	settled_on_time	received	6563
H44.200	settled_on_time	on_time	6115
H44.201	settled_on_time	received	4770
H44.201	settled_on_time	on_time	4373
H44.202	settled_on_time	received	5140
H44.202	settled_on_time	on_time	4872
H44.203	settled_on_time	received	3047
H44.203	settled_on_time	on_time	2804
H44.204	settled_on_time	received	1547
H44.204	settled_on_time	on_time	1462
H44.205	settled_on_time	received	3917
H44.205	settled_on_time	on_time	3794
H44.206	settled_on_time	received	2546
H44.206	settled_on_time	on_time	2449
H44.207	settled_on_time	received	2801
H44.207	settled_on_time	on_time	2667
H44.208	settled_on_time	received	2299
H44.208	settled_on_time	on_time	2227
H44.209	settled_on_time	received	1409
H44.209	settled_on_time	on_time	1317
H44.210	settled_on_time	received	3710
H44.210	settled_on_time	on_time	3521
H44.211	settled_on_time	received	1964
H44.211	settled_on_time	on_time	1904
H44.212	settled_on_time	received	1729
H44.212	settled_on_time	on_time	1589
H44.213	settled_on_time	received	1429
H44.213	settled_on_time	on_time	1401
H44.214	settled_on_time	received	995
H44.214	settled_on_time	on_time	981
H44.215	settled_on_time	received	1090
H44.215	settled_on_time	on_time	1038
H44.216	settled_on_time	received	3241
H44.216	settled_on_time	on_time	3091
H44.217	settled_on_time	received	2863
H44.217	settled_on_time	on_time	2678
H44.218	settled_on_time	received	2723
H44.218	settled_on_time	on_time	2641
H44.219	settled_on_time	received	1834
H44.219	settled_on_time	on_time	1601
H44.22	settled_on_time	received	4593
H44.22	settled_on_time	on_time	4001
H44.220	settled_on_time	received	3329
H44.220	settled_on_time	on_time	3164
H44.221	settled_on_time	received	2445
H44.221	settled_on_time	on_time	2366
H44.222	settled_on_time	received	1089
H44.222	settled_on_time	on_time	1067
H44.223	settled_on_time	received	2320
H44.223	settled_on_time	on_time	2240
H44.224	settled_on_time	received	1930
H44.224	settled_on_time	on_time	1904
H44.225	settled_on_time	received	1618
H44.225	settled_on_time	on_time	1513
H44.226	settled_on_time	received	1195
H44.226	settled_on_time	on_time	1144
H44.227	settled_on_time	received	2307
H44.227	settled_on_time	on_time	2264
H44.228	settled_on_time	received	2914
H44.228	settled_on_time	on_time	2882
H44.229	settled_on_time	received	6035
H44.229	settled_on_time	on_time	5772
H44.23	settled_on_time	received	0
H44.23	settled_on_time	on_time	0
H44.230	settled_on_time	received	2316
H44.230	settled_on_time	on_time	2244
H44.231	settled_on_time	received	1994
H44.231	settled_on_time	on_time	1809
H44.232	settled_on_time	received	5389
H44.232	settled_on_time	on_time	4807
H44.233	settled_on_time	received	3720
H44.233	settled_on_time	on_time	3437
H44.234	settled_on_time	received	3816
H44.234	settled_on_time	on_time	3583
H44.235	settled_on_time	received	2748
H44.235	settled_on_time	on_time	2529
H44.236	settled_on_time	received	5315
H44.236	settled_on_time	on_time	4989
H44.237	settled_on_time	received	2046
H44.237	settled_on_time	on_time	2000
H44.238	settled_on_time	received	1202
H44.238	settled_on_time	on_time	1181
H44.239	settled_on_time	received	1381
H44.239	settled_on_time	on_time	1321
H44.240	settled_on_time	received	6342
H44.240	settled_on_time	on_time	6058
H44.241	settled_on_time	received	2744
H44.241	settled_on_time	on_time	2629
H44.242	settled_on_time	received	1274
H44.242	settled_on_time	on_time	1235
H44.243	settled_on_time	received	2597
H44.243	settled_on_time	on_time	2513
H44.244	settled_on_time	received	1539
H44.244	settled_on_time	on_time	1469
H44.245	settled_on_time	received	3222
H44.245	settled_on_time	on_time	3096
H44.246	settled_on_time	received	3176
H44.246	settled_on_time	on_time	3056
H44.247	settled_on_time	received	3808
H44.247	settled_on_time	on_time	3472
H44.41	settled_on_time	received	526
H44.41	settled_on_time	on_time	492
H44.42	settled_on_time	received	9552
H44.42	settled_on_time	on_time	3272
H44.43	settled_on_time	received	692
H44.43	settled_on_time	on_time	522
H44.44	settled_on_time	received	4495
H44.44	settled_on_time	on_time	4226
H44.45	settled_on_time	received	83675
H44.45	settled_on_time	on_time	58496
H44.46	settled_on_time	received	17
H44.46	settled_on_time	on_time	14
H44	online_services	authority	89
H44	online_services	partial	31
H44	online_services	full	21
H44	online_services	online_dossiers	516
H44	online_services	online_services	1884
H44	online_services	channel_online	589496
H44	online_services	channel_total	597894
H44	dossier_satisfaction	n	528464
H44	dossier_satisfaction	d	597918
H44	petition_on_time	n	296
H44	petition_on_time	d	570
H44	petition_satisfaction	n	230
H44	petition_satisfaction	d	570
H44.01	dossier_satisfaction	n	156
H44.01	dossier_satisfaction	d	161
H44.01	petition_on_time	n	0
H44.01	petition_on_time	d	0
H44.01	petition_satisfaction	n	0
H44.01	petition_satisfaction	d	0
H44.03	dossier_satisfaction	n	1689
H44.03	dossier_satisfaction	d	1840
H44.03	petition_on_time	n	0
H44.03	petition_on_time	d	0
H44.03	petition_satisfaction	n	0
H44.03	petition_satisfaction	d	0
H44.07	dossier_satisfaction	n	1651
H44.07	dossier_satisfaction	d	2270
H44.07	petition_on_time	n	0
H44.07	petition_on_time	d	0
H44.07	petition_satisfaction	n	0
H44.07	petition_satisfaction	d	0
H44.08	dossier_satisfaction	n	755
H44.08	dossier_satisfaction	d	1120
H44.08	petition_on_time	n	0
H44.08	petition_on_time	d	4
H44.08	petition_satisfaction	n	0
H44.08	petition_satisfaction	d	4
H44.100	dossier_satisfaction	n	7362
H44.100	dossier_satisfaction	d	8253
H44.100	petition_on_time	n	0
H44.100	petition_on_time	d	4
H44.100	petition_satisfaction	n	0
H44.100	petition_satisfaction	d	4
H44.101	dossier_satisfaction	n	5646
H44.101	dossier_satisfaction	d	6178
H44.101	petition_on_time	n	0
H44.101	petition_on_time	d	0
H44.101	petition_satisfaction	n	0
H44.101	petition_satisfaction	d	0
H44.102	dossier_satisfaction	n	4964
H44.102	dossier_satisfaction	d	5551
H44.102	petition_on_time	n	0
H44.102	petition_on_time	d	0
H44.102	petition_satisfaction	n	0
H44.102	petition_satisfaction	d	0
H44.103	dossier_satisfaction	n	7179
H44.103	dossier_satisfaction	d	7947
H44.103	petition_on_time	n	0
H44.103	petition_on_time	d	0
H44.103	petition_satisfaction	n	0
H44.103	petition_satisfaction	d	0
H44.104	dossier_satisfaction	n	2775
H44.104	dossier_satisfaction	d	3443
H44.104	petition_on_time	n	0
H44.104	petition_on_time	d	0
H44.104	petition_satisfaction	n	0
H44.104	petition_satisfaction	d	0
H44.105	dossier_satisfaction	n	3717
H44.105	dossier_satisfaction	d	3859
H44.105	petition_on_time	n	0
H44.105	petition_on_time	d	0
H44.105	petition_satisfaction	n	0
H44.105	petition_satisfaction	d	0
H44.106	dossier_satisfaction	n	5679
H44.106	dossier_satisfaction	d	6200
H44.106	petition_on_time	n	0
H44.106	petition_on_time	d	2
H44.106	petition_satisfaction	n	0
H44.106	petition_satisfaction	d	2
H44.107	dossier_satisfaction	n	3635
H44.107	dossier_satisfaction	d	3857
H44.107	petition_on_time	n	0
H44.107	petition_on_time	d	0
H44.107	petition_satisfaction	n	0
H44.107	petition_satisfaction	d	0
H44.108	dossier_satisfaction	n	5940
H44.108	dossier_satisfaction	d	6064
H44.108	petition_on_time	n	0
H44.108	petition_on_time	d	0
H44.108	petition_satisfaction	n	0
H44.108	petition_satisfaction	d	0
H44.109	dossier_satisfaction	n	3484
H44.109	dossier_satisfaction	d	3691
H44.109	petition_on_time	n	0
H44.109	petition_on_time	d	0
H44.109	petition_satisfaction	n	0
H44.109	petition_satisfaction	d	0
H44.110	dossier_satisfaction	n	2094
H44.110	dossier_satisfaction	d	2192
H44.110	petition_on_time	n	0
H44.110	petition_on_time	d	0
H44.110	petition_satisfaction	n	0
H44.110	petition_satisfaction	d	0
H44.111	dossier_satisfaction	n	2674
H44.111	dossier_satisfaction	d	2882
H44.111	petition_on_time	n	0
H44.111	petition_on_time	d	1
H44.111	petition_satisfaction	n	0
H44.111	petition_satisfaction	d	1
H44.112	dossier_satisfaction	n	5681
H44.112	dossier_satisfaction	d	6114
H44.112	petition_on_time	n	0
H44.112	petition_on_time	d	1
H44.112	petition_satisfaction	n	0
H44.112	petition_satisfaction	d	1
H44.113	dossier_satisfaction	n	1454
H44.113	dossier_satisfaction	d	1562
H44.113	petition_on_time	n	0
H44.113	petition_on_time	d	0
H44.113	petition_satisfaction	n	0
H44.113	petition_satisfaction	d	0
H44.114	dossier_satisfaction	n	1915
H44.114	dossier_satisfaction	d	2020
H44.114	petition_on_time	n	0
H44.114	petition_on_time	d	0
H44.114	petition_satisfaction	n	0
H44.114	petition_satisfaction	d	0
H44.115	dossier_satisfaction	n	1981
H44.115	dossier_satisfaction	d	2126
H44.115	petition_on_time	n	0
H44.115	petition_on_time	d	0
H44.115	petition_satisfaction	n	0
H44.115	petition_satisfaction	d	0
H44.116	dossier_satisfaction	n	2518
H44.116	dossier_satisfaction	d	2632
H44.116	petition_on_time	n	0
H44.116	petition_on_time	d	0
H44.116	petition_satisfaction	n	0
H44.116	petition_satisfaction	d	0
H44.117	dossier_satisfaction	n	3207
H44.117	dossier_satisfaction	d	3306
H44.117	petition_on_time	n	0
H44.117	petition_on_time	d	0
H44.117	petition_satisfaction	n	0
H44.117	petition_satisfaction	d	0
H44.118	dossier_satisfaction	n	1422
H44.118	dossier_satisfaction	d	1477
H44.118	petition_on_time	n	0
H44.118	petition_on_time	d	0
H44.118	petition_satisfaction	n	0
H44.118	petition_satisfaction	d	0
H44.119	dossier_satisfaction	n	3649
H44.119	dossier_satisfaction	d	3858
H44.119	petition_on_time	n	0
H44.119	petition_on_time	d	0
H44.119	petition_satisfaction	n	0
H44.119	petition_satisfaction	d	0
H44.120	dossier_satisfaction	n	3177
H44.120	dossier_satisfaction	d	3335
H44.120	petition_on_time	n	0
H44.120	petition_on_time	d	0
H44.120	petition_satisfaction	n	0
H44.120	petition_satisfaction	d	0
H44.121	dossier_satisfaction	n	1435
H44.121	dossier_satisfaction	d	1473
H44.121	petition_on_time	n	0
H44.121	petition_on_time	d	0
H44.121	petition_satisfaction	n	0
H44.121	petition_satisfaction	d	0
H44.122	dossier_satisfaction	n	1219
H44.122	dossier_satisfaction	d	1292
H44.122	petition_on_time	n	0
H44.122	petition_on_time	d	0
H44.122	petition_satisfaction	n	0
H44.122	petition_satisfaction	d	0
H44.123	dossier_satisfaction	n	3243
H44.123	dossier_satisfaction	d	3659
H44.123	petition_on_time	n	0
H44.123	petition_on_time	d	4
H44.123	petition_satisfaction	n	0
H44.123	petition_satisfaction	d	4
H44.124	dossier_satisfaction	n	2519
H44.124	dossier_satisfaction	d	2630
H44.124	petition_on_time	n	0
H44.124	petition_on_time	d	1
H44.124	petition_satisfaction	n	0
H44.124	petition_satisfaction	d	1
H44.125	dossier_satisfaction	n	1938
H44.125	dossier_satisfaction	d	2096
H44.125	petition_on_time	n	0
H44.125	petition_on_time	d	0
H44.125	petition_satisfaction	n	0
H44.125	petition_satisfaction	d	0
H44.126	dossier_satisfaction	n	2118
H44.126	dossier_satisfaction	d	2177
H44.126	petition_on_time	n	0
H44.126	petition_on_time	d	0
H44.126	petition_satisfaction	n	0
H44.126	petition_satisfaction	d	0
H44.127	dossier_satisfaction	n	1821
H44.127	dossier_satisfaction	d	2050
H44.127	petition_on_time	n	0
H44.127	petition_on_time	d	0
H44.127	petition_satisfaction	n	0
H44.127	petition_satisfaction	d	0
H44.128	dossier_satisfaction	n	4511
H44.128	dossier_satisfaction	d	4734
H44.128	petition_on_time	n	0
H44.128	petition_on_time	d	0
H44.128	petition_satisfaction	n	0
H44.128	petition_satisfaction	d	0
H44.129	dossier_satisfaction	n	4222
H44.129	dossier_satisfaction	d	4366
H44.129	petition_on_time	n	0
H44.129	petition_on_time	d	0
H44.129	petition_satisfaction	n	0
H44.129	petition_satisfaction	d	0
H44.13	dossier_satisfaction	n	3
H44.13	dossier_satisfaction	d	5
H44.13	petition_on_time	n	0
H44.13	petition_on_time	d	0
H44.13	petition_satisfaction	n	0
H44.13	petition_satisfaction	d	0
H44.130	dossier_satisfaction	n	1540
H44.130	dossier_satisfaction	d	1595
H44.130	petition_on_time	n	0
H44.130	petition_on_time	d	0
H44.130	petition_satisfaction	n	0
H44.130	petition_satisfaction	d	0
H44.131	dossier_satisfaction	n	1542
H44.131	dossier_satisfaction	d	1592
H44.131	petition_on_time	n	0
H44.131	petition_on_time	d	0
H44.131	petition_satisfaction	n	0
H44.131	petition_satisfaction	d	0
H44.132	dossier_satisfaction	n	2398
H44.132	dossier_satisfaction	d	2574
H44.132	petition_on_time	n	0
H44.132	petition_on_time	d	0
H44.132	petition_satisfaction	n	0
H44.132	petition_satisfaction	d	0
H44.133	dossier_satisfaction	n	2250
H44.133	dossier_satisfaction	d	2321
H44.133	petition_on_time	n	0
H44.133	petition_on_time	d	0
H44.133	petition_satisfaction	n	0
H44.133	petition_satisfaction	d	0
H44.134	dossier_satisfaction	n	4960
H44.134	dossier_satisfaction	d	5351
H44.134	petition_on_time	n	0
H44.134	petition_on_time	d	0
H44.134	petition_satisfaction	n	0
H44.134	petition_satisfaction	d	0
H44.135	dossier_satisfaction	n	2532
H44.135	dossier_satisfaction	d	2639
H44.135	petition_on_time	n	0
H44.135	petition_on_time	d	4
H44.135	petition_satisfaction	n	0
H44.135	petition_satisfaction	d	4
H44.136	dossier_satisfaction	n	1377
H44.136	dossier_satisfaction	d	1443
H44.136	petition_on_time	n	0
H44.136	petition_on_time	d	1
H44.136	petition_satisfaction	n	0
H44.136	petition_satisfaction	d	1
H44.137	dossier_satisfaction	n	859
H44.137	dossier_satisfaction	d	987
H44.137	petition_on_time	n	0
H44.137	petition_on_time	d	0
H44.137	petition_satisfaction	n	0
H44.137	petition_satisfaction	d	0
H44.138	dossier_satisfaction	n	1048
H44.138	dossier_satisfaction	d	1160
H44.138	petition_on_time	n	0
H44.138	petition_on_time	d	0
H44.138	petition_satisfaction	n	0
H44.138	petition_satisfaction	d	0
H44.139	dossier_satisfaction	n	1075
H44.139	dossier_satisfaction	d	1134
H44.139	petition_on_time	n	0
H44.139	petition_on_time	d	0
H44.139	petition_satisfaction	n	0
H44.139	petition_satisfaction	d	0
H44.140	dossier_satisfaction	n	3168
H44.140	dossier_satisfaction	d	3305
H44.140	petition_on_time	n	0
H44.140	petition_on_time	d	0
H44.140	petition_satisfaction	n	0
H44.140	petition_satisfaction	d	0
H44.141	dossier_satisfaction	n	2129
H44.141	dossier_satisfaction	d	2207
H44.141	petition_on_time	n	0
H44.141	petition_on_time	d	0
H44.141	petition_satisfaction	n	0
H44.141	petition_satisfaction	d	0
H44.142	dossier_satisfaction	n	3081
H44.142	dossier_satisfaction	d	3212
H44.142	petition_on_time	n	0
H44.142	petition_on_time	d	0
H44.142	petition_satisfaction	n	0
H44.142	petition_satisfaction	d	0
H44.143	dossier_satisfaction	n	1716
H44.143	dossier_satisfaction	d	1759
H44.143	petition_on_time	n	0
H44.143	petition_on_time	d	0
H44.143	petition_satisfaction	n	0
H44.143	petition_satisfaction	d	0
H44.144	dossier_satisfaction	n	2625
H44.144	dossier_satisfaction	d	2785
H44.144	petition_on_time	n	0
H44.144	petition_on_time	d	0
H44.144	petition_satisfaction	n	0
H44.144	petition_satisfaction	d	0
H44.145	dossier_satisfaction	n	2728
H44.145	dossier_satisfaction	d	2876
H44.145	petition_on_time	n	0
H44.145	petition_on_time	d	0
H44.145	petition_satisfaction	n	0
H44.145	petition_satisfaction	d	0
H44.146	dossier_satisfaction	n	2583
H44.146	dossier_satisfaction	d	2744
H44.146	petition_on_time	n	0
H44.146	petition_on_time	d	0
H44.146	petition_satisfaction	n	0
H44.146	petition_satisfaction	d	0
H44.147	dossier_satisfaction	n	2687
H44.147	dossier_satisfaction	d	3144
H44.147	petition_on_time	n	0
H44.147	petition_on_time	d	2
H44.147	petition_satisfaction	n	0
H44.147	petition_satisfaction	d	2
H44.148	dossier_satisfaction	n	2240
H44.148	dossier_satisfaction	d	2345
H44.148	petition_on_time	n	0
H44.148	petition_on_time	d	0
H44.148	petition_satisfaction	n	0
H44.148	petition_satisfaction	d	0
H44.149	dossier_satisfaction	n	1253
H44.149	dossier_satisfaction	d	1382
H44.149	petition_on_time	n	0
H44.149	petition_on_time	d	0
H44.149	petition_satisfaction	n	0
H44.149	petition_satisfaction	d	0
H44.150	dossier_satisfaction	n	2593
H44.150	dossier_satisfaction	d	2691
H44.150	petition_on_time	n	0
H44.150	petition_on_time	d	0
H44.150	petition_satisfaction	n	0
H44.150	petition_satisfaction	d	0
H44.151	dossier_satisfaction	n	1570
H44.151	dossier_satisfaction	d	1605
H44.151	petition_on_time	n	0
H44.151	petition_on_time	d	0
H44.151	petition_satisfaction	n	0
H44.151	petition_satisfaction	d	0
H44.152	dossier_satisfaction	n	1965
H44.152	dossier_satisfaction	d	2077
H44.152	petition_on_time	n	0
H44.152	petition_on_time	d	0
H44.152	petition_satisfaction	n	0
H44.152	petition_satisfaction	d	0
H44.153	dossier_satisfaction	n	1431
H44.153	dossier_satisfaction	d	1474
H44.153	petition_on_time	n	0
H44.153	petition_on_time	d	0
H44.153	petition_satisfaction	n	0
H44.153	petition_satisfaction	d	0
H44.154	dossier_satisfaction	n	2044
H44.154	dossier_satisfaction	d	2135
H44.154	petition_on_time	n	0
H44.154	petition_on_time	d	0
H44.154	petition_satisfaction	n	0
H44.154	petition_satisfaction	d	0
H44.155	dossier_satisfaction	n	2961
H44.155	dossier_satisfaction	d	3239
H44.155	petition_on_time	n	0
H44.155	petition_on_time	d	0
H44.155	petition_satisfaction	n	0
H44.155	petition_satisfaction	d	0
H44.156	dossier_satisfaction	n	2288
H44.156	dossier_satisfaction	d	2339
H44.156	petition_on_time	n	0
H44.156	petition_on_time	d	0
H44.156	petition_satisfaction	n	0
H44.156	petition_satisfaction	d	0
H44.157	dossier_satisfaction	n	1104
H44.157	dossier_satisfaction	d	1181
H44.157	petition_on_time	n	0
H44.157	petition_on_time	d	0
H44.157	petition_satisfaction	n	0
H44.157	petition_satisfaction	d	0
H44.158	dossier_satisfaction	n	1235
H44.158	dossier_satisfaction	d	1338
H44.158	petition_on_time	n	0
H44.158	petition_on_time	d	0
H44.158	petition_satisfaction	n	0
H44.158	petition_satisfaction	d	0
H44.159	dossier_satisfaction	n	914
H44.159	dossier_satisfaction	d	980
H44.159	petition_on_time	n	0
H44.159	petition_on_time	d	0
H44.159	petition_satisfaction	n	0
H44.159	petition_satisfaction	d	0
H44.160	dossier_satisfaction	n	2832
H44.160	dossier_satisfaction	d	3207
H44.160	petition_on_time	n	0
H44.160	petition_on_time	d	0
H44.160	petition_satisfaction	n	0
H44.160	petition_satisfaction	d	0
H44.161	dossier_satisfaction	n	1809
H44.161	dossier_satisfaction	d	1914
H44.161	petition_on_time	n	0
H44.161	petition_on_time	d	0
H44.161	petition_satisfaction	n	0
H44.161	petition_satisfaction	d	0
H44.162	dossier_satisfaction	n	1662
H44.162	dossier_satisfaction	d	1797
H44.162	petition_on_time	n	0
H44.162	petition_on_time	d	0
H44.162	petition_satisfaction	n	0
H44.162	petition_satisfaction	d	0
H44.163	dossier_satisfaction	n	1989
H44.163	dossier_satisfaction	d	2080
H44.163	petition_on_time	n	0
H44.163	petition_on_time	d	0
H44.163	petition_satisfaction	n	0
H44.163	petition_satisfaction	d	0
H44.164	dossier_satisfaction	n	2404
H44.164	dossier_satisfaction	d	2563
H44.164	petition_on_time	n	0
H44.164	petition_on_time	d	0
H44.164	petition_satisfaction	n	0
H44.164	petition_satisfaction	d	0
H44.165	dossier_satisfaction	n	836
H44.165	dossier_satisfaction	d	877
H44.165	petition_on_time	n	0
H44.165	petition_on_time	d	0
H44.165	petition_satisfaction	n	0
H44.165	petition_satisfaction	d	0
H44.166	dossier_satisfaction	n	3909
H44.166	dossier_satisfaction	d	4754
H44.166	petition_on_time	n	0
H44.166	petition_on_time	d	2
H44.166	petition_satisfaction	n	0
H44.166	petition_satisfaction	d	2
H44.167	dossier_satisfaction	n	7509
H44.167	dossier_satisfaction	d	8250
H44.167	petition_on_time	n	0
H44.167	petition_on_time	d	1
H44.167	petition_satisfaction	n	0
H44.167	petition_satisfaction	d	1
H44.168	dossier_satisfaction	n	3950
H44.168	dossier_satisfaction	d	4373
H44.168	petition_on_time	n	0
H44.168	petition_on_time	d	0
H44.168	petition_satisfaction	n	0
H44.168	petition_satisfaction	d	0
H44.169	dossier_satisfaction	n	2703
H44.169	dossier_satisfaction	d	2955
H44.169	petition_on_time	n	0
H44.169	petition_on_time	d	0
H44.169	petition_satisfaction	n	0
H44.169	petition_satisfaction	d	0
H44.170	dossier_satisfaction	n	6623
H44.170	dossier_satisfaction	d	6955
H44.170	petition_on_time	n	0
H44.170	petition_on_time	d	1
H44.170	petition_satisfaction	n	0
H44.170	petition_satisfaction	d	1
H44.171	dossier_satisfaction	n	3515
H44.171	dossier_satisfaction	d	3849
H44.171	petition_on_time	n	0
H44.171	petition_on_time	d	0
H44.171	petition_satisfaction	n	0
H44.171	petition_satisfaction	d	0
H44.172	dossier_satisfaction	n	3804
H44.172	dossier_satisfaction	d	4238
H44.172	petition_on_time	n	0
H44.172	petition_on_time	d	0
H44.172	petition_satisfaction	n	0
H44.172	petition_satisfaction	d	0
H44.173	dossier_satisfaction	n	4143
H44.173	dossier_satisfaction	d	4512
H44.173	petition_on_time	n	0
H44.173	petition_on_time	d	0
H44.173	petition_satisfaction	n	0
H44.173	petition_satisfaction	d	0
H44.174	dossier_satisfaction	n	3637
H44.174	dossier_satisfaction	d	4041
H44.174	petition_on_time	n	0
H44.174	petition_on_time	d	0
H44.174	petition_satisfaction	n	0
H44.174	petition_satisfaction	d	0
H44.175	dossier_satisfaction	n	3406
H44.175	dossier_satisfaction	d	4074
H44.175	petition_on_time	n	0
H44.175	petition_on_time	d	0
H44.175	petition_satisfaction	n	0
H44.175	petition_satisfaction	d	0
H44.176	dossier_satisfaction	n	3898
H44.176	dossier_satisfaction	d	4076
H44.176	petition_on_time	n	0
H44.176	petition_on_time	d	1
H44.176	petition_satisfaction	n	0
H44.176	petition_satisfaction	d	1
H44.177	dossier_satisfaction	n	1929
H44.177	dossier_satisfaction	d	2047
H44.177	petition_on_time	n	0
H44.177	petition_on_time	d	1
H44.177	petition_satisfaction	n	0
H44.177	petition_satisfaction	d	1
H44.178	dossier_satisfaction	n	2808
H44.178	dossier_satisfaction	d	2949
H44.178	petition_on_time	n	0
H44.178	petition_on_time	d	0
H44.178	petition_satisfaction	n	0
H44.178	petition_satisfaction	d	0
H44.179	dossier_satisfaction	n	5821
H44.179	dossier_satisfaction	d	6735
H44.179	petition_on_time	n	1
H44.179	petition_on_time	d	1
H44.179	petition_satisfaction	n	1
H44.179	petition_satisfaction	d	1
H44.180	dossier_satisfaction	n	5573
H44.180	dossier_satisfaction	d	6189
H44.180	petition_on_time	n	0
H44.180	petition_on_time	d	0
H44.180	petition_satisfaction	n	0
H44.180	petition_satisfaction	d	0
H44.181	dossier_satisfaction	n	2326
H44.181	dossier_satisfaction	d	2741
H44.181	petition_on_time	n	0
H44.181	petition_on_time	d	3
H44.181	petition_satisfaction	n	0
H44.181	petition_satisfaction	d	3
H44.182	dossier_satisfaction	n	3871
H44.182	dossier_satisfaction	d	4529
H44.182	petition_on_time	n	0
H44.182	petition_on_time	d	1
H44.182	petition_satisfaction	n	0
H44.182	petition_satisfaction	d	1
H44.183	dossier_satisfaction	n	4093
H44.183	dossier_satisfaction	d	4527
H44.183	petition_on_time	n	0
H44.183	petition_on_time	d	0
H44.183	petition_satisfaction	n	0
H44.183	petition_satisfaction	d	0
H44.184	dossier_satisfaction	n	4379
H44.184	dossier_satisfaction	d	4570
H44.184	petition_on_time	n	0
H44.184	petition_on_time	d	0
H44.184	petition_satisfaction	n	0
H44.184	petition_satisfaction	d	0
H44.185	dossier_satisfaction	n	3302
H44.185	dossier_satisfaction	d	3624
H44.185	petition_on_time	n	0
H44.185	petition_on_time	d	0
H44.185	petition_satisfaction	n	0
H44.185	petition_satisfaction	d	0
H44.186	dossier_satisfaction	n	2666
H44.186	dossier_satisfaction	d	2955
H44.186	petition_on_time	n	0
H44.186	petition_on_time	d	0
H44.186	petition_satisfaction	n	0
H44.186	petition_satisfaction	d	0
H44.187	dossier_satisfaction	n	4361
H44.187	dossier_satisfaction	d	4876
H44.187	petition_on_time	n	0
H44.187	petition_on_time	d	2
H44.187	petition_satisfaction	n	0
H44.187	petition_satisfaction	d	2
H44.188	dossier_satisfaction	n	2500
H44.188	dossier_satisfaction	d	2674
H44.188	petition_on_time	n	0
H44.188	petition_on_time	d	0
H44.188	petition_satisfaction	n	0
H44.188	petition_satisfaction	d	0
H44.189	dossier_satisfaction	n	3189
H44.189	dossier_satisfaction	d	4017
H44.189	petition_on_time	n	0
H44.189	petition_on_time	d	0
H44.189	petition_satisfaction	n	0
H44.189	petition_satisfaction	d	0
H44.19	dossier_satisfaction	n	146
H44.19	dossier_satisfaction	d	150
H44.19	petition_on_time	n	0
H44.19	petition_on_time	d	0
H44.19	petition_satisfaction	n	0
H44.19	petition_satisfaction	d	0
H44.190	dossier_satisfaction	n	3321
H44.190	dossier_satisfaction	d	3516
H44.190	petition_on_time	n	0
H44.190	petition_on_time	d	0
H44.190	petition_satisfaction	n	0
H44.190	petition_satisfaction	d	0
H44.191	dossier_satisfaction	n	4360
H44.191	dossier_satisfaction	d	4670
H44.191	petition_on_time	n	0
H44.191	petition_on_time	d	1
H44.191	petition_satisfaction	n	0
H44.191	petition_satisfaction	d	1
H44.192	dossier_satisfaction	n	7351
H44.192	dossier_satisfaction	d	7764
H44.192	petition_on_time	n	0
H44.192	petition_on_time	d	2
H44.192	petition_satisfaction	n	0
H44.192	petition_satisfaction	d	2
H44.193	dossier_satisfaction	n	5223
H44.193	dossier_satisfaction	d	6056
H44.193	petition_on_time	n	0
H44.193	petition_on_time	d	0
H44.193	petition_satisfaction	n	0
H44.193	petition_satisfaction	d	0
H44.194	dossier_satisfaction	n	6125
H44.194	dossier_satisfaction	d	6980
H44.194	petition_on_time	n	0
H44.194	petition_on_time	d	0
H44.194	petition_satisfaction	n	0
H44.194	petition_satisfaction	d	0
H44.195	dossier_satisfaction	n	5615
H44.195	dossier_satisfaction	d	6259
H44.195	petition_on_time	n	0
H44.195	petition_on_time	d	0
H44.195	petition_satisfaction	n	0
H44.195	petition_satisfaction	d	0
H44.196	dossier_satisfaction	n	5188
H44.196	dossier_satisfaction	d	5862
H44.196	petition_on_time	n	0
H44.196	petition_on_time	d	2
H44.196	petition_satisfaction	n	0
H44.196	petition_satisfaction	d	2
H44.197	dossier_satisfaction	n	6242
H44.197	dossier_satisfaction	d	6995
H44.197	petition_on_time	n	0
H44.197	petition_on_time	d	1
H44.197	petition_satisfaction	n	0
H44.197	petition_satisfaction	d	1
H44.198	dossier_satisfaction	n	6762
H44.198	dossier_satisfaction	d	7325
H44.198	petition_on_time	n	0
H44.198	petition_on_time	d	2
H44.198	petition_satisfaction	n	0
H44.198	petition_satisfaction	d	2
H44.199	dossier_satisfaction	n	3814
H44.199	dossier_satisfaction	d	4010
H44.199	petition_on_time	n	0
H44.199	petition_on_time	d	2
H44.199	petition_satisfaction	n	0
H44.199	petition_satisfaction	d	2
H44.20	dossier_satisfaction	n	364
H44.20	dossier_satisfaction	d	371
H44.20	petition_on_time	n	0
H44.20	petition_on_time	d	0
H44.20	petition_satisfaction	n	0
H44.20	petition_satisfaction	d	0
H44.200	dossier_satisfaction	n	6113
H44.200	dossier_satisfaction	d	6563
H44.200	petition_on_time	n	0
H44.200	petition_on_time	d	2
H44.200	petition_satisfaction	n	0
H44.200	petition_satisfaction	d	2
H44.201	dossier_satisfaction	n	4372
H44.201	dossier_satisfaction	d	4770
H44.201	petition_on_time	n	1
H44.201	petition_on_time	d	6
H44.201	petition_satisfaction	n	0
H44.201	petition_satisfaction	d	6
H44.202	dossier_satisfaction	n	4867
H44.202	dossier_satisfaction	d	5140
H44.202	petition_on_time	n	0
H44.202	petition_on_time	d	1
H44.202	petition_satisfaction	n	0
H44.202	petition_satisfaction	d	1
H44.203	dossier_satisfaction	n	2804
H44.203	dossier_satisfaction	d	3047
H44.203	petition_on_time	n	0
H44.203	petition_on_time	d	0
H44.203	petition_satisfaction	n	0
H44.203	petition_satisfaction	d	0
H44.204	dossier_satisfaction	n	1462
H44.204	dossier_satisfaction	d	1547
H44.204	petition_on_time	n	0
H44.204	petition_on_time	d	0
H44.204	petition_satisfaction	n	0
H44.204	petition_satisfaction	d	0
H44.205	dossier_satisfaction	n	3793
H44.205	dossier_satisfaction	d	3917
H44.205	petition_on_time	n	0
H44.205	petition_on_time	d	2
H44.205	petition_satisfaction	n	0
H44.205	petition_satisfaction	d	2
H44.206	dossier_satisfaction	n	2449
H44.206	dossier_satisfaction	d	2546
H44.206	petition_on_time	n	0
H44.206	petition_on_time	d	0
H44.206	petition_satisfaction	n	0
H44.206	petition_satisfaction	d	0
H44.207	dossier_satisfaction	n	2665
H44.207	dossier_satisfaction	d	2801
H44.207	petition_on_time	n	0
H44.207	petition_on_time	d	0
H44.207	petition_satisfaction	n	0
H44.207	petition_satisfaction	d	0
H44.208	dossier_satisfaction	n	2227
H44.208	dossier_satisfaction	d	2299
H44.208	petition_on_time	n	0
H44.208	petition_on_time	d	0
H44.208	petition_satisfaction	n	0
H44.208	petition_satisfaction	d	0
H44.209	dossier_satisfaction	n	1317
H44.209	dossier_satisfaction	d	1409
H44.209	petition_on_time	n	0
H44.209	petition_on_time	d	0
H44.209	petition_satisfaction	n	0
H44.209	petition_satisfaction	d	0
H44.210	dossier_satisfaction	n	3520
H44.210	dossier_satisfaction	d	3710
H44.210	petition_on_time	n	0
H44.210	petition_on_time	d	0
H44.210	petition_satisfaction	n	0
H44.210	petition_satisfaction	d	0
H44.211	dossier_satisfaction	n	1904
H44.211	dossier_satisfaction	d	1964
H44.211	petition_on_time	n	0
H44.211	petition_on_time	d	0
H44.211	petition_satisfaction	n	0
H44.211	petition_satisfaction	d	0
H44.212	dossier_satisfaction	n	1589
H44.212	dossier_satisfaction	d	1729
H44.212	petition_on_time	n	0
H44.212	petition_on_time	d	0
H44.212	petition_satisfaction	n	0
H44.212	petition_satisfaction	d	0
H44.213	dossier_satisfaction	n	1401
H44.213	dossier_satisfaction	d	1429
H44.213	petition_on_time	n	0
H44.213	petition_on_time	d	0
H44.213	petition_satisfaction	n	0
H44.213	petition_satisfaction	d	0
H44.214	dossier_satisfaction	n	981
H44.214	dossier_satisfaction	d	995
H44.214	petition_on_time	n	0
H44.214	petition_on_time	d	0
H44.214	petition_satisfaction	n	0
H44.214	petition_satisfaction	d	0
H44.215	dossier_satisfaction	n	1037
H44.215	dossier_satisfaction	d	1090
H44.215	petition_on_time	n	0
H44.215	petition_on_time	d	0
H44.215	petition_satisfaction	n	0
H44.215	petition_satisfaction	d	0
H44.216	dossier_satisfaction	n	3090
H44.216	dossier_satisfaction	d	3241
H44.216	petition_on_time	n	0
H44.216	petition_on_time	d	0
H44.216	petition_satisfaction	n	0
H44.216	petition_satisfaction	d	0
H44.217	dossier_satisfaction	n	2676
H44.217	dossier_satisfaction	d	2863
H44.217	petition_on_time	n	0
H44.217	petition_on_time	d	0
H44.217	petition_satisfaction	n	0
H44.217	petition_satisfaction	d	0
H44.218	dossier_satisfaction	n	2641
H44.218	dossier_satisfaction	d	2723
H44.218	petition_on_time	n	0
H44.218	petition_on_time	d	0
H44.218	petition_satisfaction	n	0
H44.218	petition_satisfaction	d	0
H44.219	dossier_satisfaction	n	1601
H44.219	dossier_satisfaction	d	1834
H44.219	petition_on_time	n	0
H44.219	petition_on_time	d	0
H44.219	petition_satisfaction	n	0
H44.219	petition_satisfaction	d	0
H44.22	dossier_satisfaction	n	3988
H44.22	dossier_satisfaction	d	4593
H44.22	petition_on_time	n	1
H44.22	petition_on_time	d	1
H44.22	petition_satisfaction	n	1
H44.22	petition_satisfaction	d	1
H44.220	dossier_satisfaction	n	3164
H44.220	dossier_satisfaction	d	3329
H44.220	petition_on_time	n	0
H44.220	petition_on_time	d	0
H44.220	petition_satisfaction	n	0
H44.220	petition_satisfaction	d	0
H44.221	dossier_satisfaction	n	2364
H44.221	dossier_satisfaction	d	2445
H44.221	petition_on_time	n	0
H44.221	petition_on_time	d	1
H44.221	petition_satisfaction	n	0
H44.221	petition_satisfaction	d	1
H44.222	dossier_satisfaction	n	1067
H44.222	dossier_satisfaction	d	1089
H44.222	petition_on_time	n	0
H44.222	petition_on_time	d	0
H44.222	petition_satisfaction	n	0
H44.222	petition_satisfaction	d	0
H44.223	dossier_satisfaction	n	2240
H44.223	dossier_satisfaction	d	2320
H44.223	petition_on_time	n	0
H44.223	petition_on_time	d	0
H44.223	petition_satisfaction	n	0
H44.223	petition_satisfaction	d	0
H44.224	dossier_satisfaction	n	1904
H44.224	dossier_satisfaction	d	1930
H44.224	petition_on_time	n	0
H44.224	petition_on_time	d	0
H44.224	petition_satisfaction	n	0
H44.224	petition_satisfaction	d	0
H44.225	dossier_satisfaction	n	1513
H44.225	dossier_satisfaction	d	1618
H44.225	petition_on_time	n	0
H44.225	petition_on_time	d	0
H44.225	petition_satisfaction	n	0
H44.225	petition_satisfaction	d	0
H44.226	dossier_satisfaction	n	1144
H44.226	dossier_satisfaction	d	1195
H44.226	petition_on_time	n	0
H44.226	petition_on_time	d	0
H44.226	petition_satisfaction	n	0
H44.226	petition_satisfaction	d	0
H44.227	dossier_satisfaction	n	2262
H44.227	dossier_satisfaction	d	2307
H44.227	petition_on_time	n	0
H44.227	petition_on_time	d	0
H44.227	petition_satisfaction	n	0
H44.227	petition_satisfaction	d	0
H44.228	dossier_satisfaction	n	2882
H44.228	dossier_satisfaction	d	2914
H44.228	petition_on_time	n	0
H44.228	petition_on_time	d	0
H44.228	petition_satisfaction	n	0
H44.228	petition_satisfaction	d	0
H44.229	dossier_satisfaction	n	5768
H44.229	dossier_satisfaction	d	6035
H44.229	petition_on_time	n	0
H44.229	petition_on_time	d	0
H44.229	petition_satisfaction	n	0
H44.229	petition_satisfaction	d	0
H44.23	dossier_satisfaction	n	0
H44.23	dossier_satisfaction	d	0
H44.23	petition_on_time	n	0
H44.23	petition_on_time	d	0
H44.23	petition_satisfaction	n	0
H44.23	petition_satisfaction	d	0
H44.230	dossier_satisfaction	n	2243
H44.230	dossier_satisfaction	d	2316
H44.230	petition_on_time	n	0
H44.230	petition_on_time	d	0
H44.230	petition_satisfaction	n	0
H44.230	petition_satisfaction	d	0
H44.231	dossier_satisfaction	n	1805
H44.231	dossier_satisfaction	d	1994
H44.231	petition_on_time	n	0
H44.231	petition_on_time	d	0
H44.231	petition_satisfaction	n	0
H44.231	petition_satisfaction	d	0
H44.232	dossier_satisfaction	n	4793
H44.232	dossier_satisfaction	d	5389
H44.232	petition_on_time	n	0
H44.232	petition_on_time	d	0
H44.232	petition_satisfaction	n	0
H44.232	petition_satisfaction	d	0
H44.233	dossier_satisfaction	n	3435
H44.233	dossier_satisfaction	d	3720
H44.233	petition_on_time	n	0
H44.233	petition_on_time	d	0
H44.233	petition_satisfaction	n	0
H44.233	petition_satisfaction	d	0
H44.234	dossier_satisfaction	n	3578
H44.234	dossier_satisfaction	d	3816
H44.234	petition_on_time	n	0
H44.234	petition_on_time	d	0
H44.234	petition_satisfaction	n	0
H44.234	petition_satisfaction	d	0
H44.235	dossier_satisfaction	n	2529
H44.235	dossier_satisfaction	d	2748
H44.235	petition_on_time	n	0
H44.235	petition_on_time	d	0
H44.235	petition_satisfaction	n	0
H44.235	petition_satisfaction	d	0
H44.236	dossier_satisfaction	n	4988
H44.236	dossier_satisfaction	d	5315
H44.236	petition_on_time	n	0
H44.236	petition_on_time	d	0
H44.236	petition_satisfaction	n	0
H44.236	petition_satisfaction	d	0
H44.237	dossier_satisfaction	n	2000
H44.237	dossier_satisfaction	d	2046
H44.237	petition_on_time	n	0
H44.237	petition_on_time	d	0
H44.237	petition_satisfaction	n	0
H44.237	petition_satisfaction	d	0
H44.238	dossier_satisfaction	n	1180
H44.238	dossier_satisfaction	d	1202
H44.238	petition_on_time	n	0
H44.238	petition_on_time	d	0
H44.238	petition_satisfaction	n	0
H44.238	petition_satisfaction	d	0
H44.239	dossier_satisfaction	n	1321
H44.239	dossier_satisfaction	d	1381
H44.239	petition_on_time	n	0
H44.239	petition_on_time	d	0
H44.239	petition_satisfaction	n	0
H44.239	petition_satisfaction	d	0
H44.240	dossier_satisfaction	n	6057
H44.240	dossier_satisfaction	d	6342
H44.240	petition_on_time	n	0
H44.240	petition_on_time	d	1
H44.240	petition_satisfaction	n	0
H44.240	petition_satisfaction	d	1
H44.241	dossier_satisfaction	n	2627
H44.241	dossier_satisfaction	d	2744
H44.241	petition_on_time	n	0
H44.241	petition_on_time	d	0
H44.241	petition_satisfaction	n	0
H44.241	petition_satisfaction	d	0
H44.242	dossier_satisfaction	n	1235
H44.242	dossier_satisfaction	d	1274
H44.242	petition_on_time	n	0
H44.242	petition_on_time	d	0
H44.242	petition_satisfaction	n	0
H44.242	petition_satisfaction	d	0
H44.243	dossier_satisfaction	n	2513
H44.243	dossier_satisfaction	d	2597
H44.243	petition_on_time	n	0
H44.243	petition_on_time	d	0
H44.243	petition_satisfaction	n	0
H44.243	petition_satisfaction	d	0
H44.244	dossier_satisfaction	n	1462
H44.244	dossier_satisfaction	d	1539
H44.244	petition_on_time	n	0
H44.244	petition_on_time	d	0
H44.244	petition_satisfaction	n	0
H44.244	petition_satisfaction	d	0
H44.245	dossier_satisfaction	n	3096
H44.245	dossier_satisfaction	d	3222
H44.245	petition_on_time	n	0
H44.245	petition_on_time	d	1
H44.245	petition_satisfaction	n	0
H44.245	petition_satisfaction	d	1
H44.246	dossier_satisfaction	n	3056
H44.246	dossier_satisfaction	d	3176
H44.246	petition_on_time	n	0
H44.246	petition_on_time	d	0
H44.246	petition_satisfaction	n	0
H44.246	petition_satisfaction	d	0
H44.247	dossier_satisfaction	n	3470
H44.247	dossier_satisfaction	d	3808
H44.247	petition_on_time	n	0
H44.247	petition_on_time	d	0
H44.247	petition_satisfaction	n	0
H44.247	petition_satisfaction	d	0
H44.41	dossier_satisfaction	n	492
H44.41	dossier_satisfaction	d	526
H44.41	petition_on_time	n	0
H44.41	petition_on_time	d	0
H44.41	petition_satisfaction	n	0
H44.41	petition_satisfaction	d	0
H44.42	dossier_satisfaction	n	3264
H44.42	dossier_satisfaction	d	9552
H44.42	petition_on_time	n	0
H44.42	petition_on_time	d	1
H44.42	petition_satisfaction	n	0
H44.42	petition_satisfaction	d	1
H44.43	dossier_satisfaction	n	522
H44.43	dossier_satisfaction	d	692
H44.43	petition_on_time	n	0
H44.43	petition_on_time	d	0
H44.43	petition_satisfaction	n	0
H44.43	petition_satisfaction	d	0
H44.44	dossier_satisfaction	n	4218
H44.44	dossier_satisfaction	d	4495
H44.44	petition_on_time	n	0
H44.44	petition_on_time	d	0
H44.44	petition_satisfaction	n	0
H44.44	petition_satisfaction	d	0
H44.45	dossier_satisfaction	n	58474
H44.45	dossier_satisfaction	d	83675
H44.45	petition_on_time	n	2
H44.45	petition_on_time	d	14
H44.45	petition_satisfaction	n	1
H44.45	petition_satisfaction	d	14
H44.46	dossier_satisfaction	n	14
H44.46	dossier_satisfaction	d	17
H44.46	petition_on_time	n	0
H44.46	petition_on_time	d	0
H44.46	petition_satisfaction	n	0
H44.46	petition_satisfaction	d	0
\.

COPY official_score (unit, criterion, points) FROM stdin;
H44	online_payment	6.67
H44.01	online_payment	0
H44.03	online_payment	7.67
H44.07	online_payment	8
H44.08	online_payment	0
H44.100	online_payment	6.74
H44.101	online_payment	6.59
H44.102	online_payment	6.59
H44.103	online_payment	6.8
H44.104	online_payment	6.87
H44.105	online_payment	6.94
H44.106	online_payment	7.23
H44.107	online_payment	6.96
H44.108	online_payment	7.56
H44.109	online_payment	6.61
H44.110	online_payment	6.76
H44.111	online_payment	6.58
H44.112	online_payment	7.01
H44.113	online_payment	6.87
H44.114	online_payment	6.86
H44.115	online_payment	6.69
H44.116	online_payment	7.21
H44.117	online_payment	6.92
H44.118	online_payment	6.83
H44.119	online_payment	7.23
H44.120	online_payment	7.07
H44.121	online_payment	6.93
H44.122	online_payment	6.87
H44.123	online_payment	7.08
H44.124	online_payment	5.96
H44.125	online_payment	7.22
H44.126	online_payment	6.91
H44.127	online_payment	6.7
H44.128	online_payment	6.8
H44.129	online_payment	7.02
H44.13	online_payment	0
H44.130	online_payment	6.61
H44.131	online_payment	7.19
H44.132	online_payment	6.57
H44.133	online_payment	6.57
H44.134	online_payment	7.3
H44.135	online_payment	6.89
H44.136	online_payment	7.07
H44.137	online_payment	6.69
H44.138	online_payment	6.88
H44.139	online_payment	6.76
H44.140	online_payment	6.7
H44.141	online_payment	6.95
H44.142	online_payment	7.06
H44.143	online_payment	7.48
H44.144	online_payment	6.91
H44.145	online_payment	7.44
H44.146	online_payment	7.25
H44.147	online_payment	6.65
H44.148	online_payment	6.54
H44.149	online_payment	5.76
H44.150	online_payment	6.63
H44.151	online_payment	0.27
H44.152	online_payment	6.97
H44.153	online_payment	6.82
H44.154	online_payment	6.98
H44.155	online_payment	7.3
H44.156	online_payment	6.97
H44.157	online_payment	6.63
H44.158	online_payment	7.01
H44.159	online_payment	6.32
H44.160	online_payment	6.56
H44.161	online_payment	6.6
H44.162	online_payment	7.07
H44.163	online_payment	6.49
H44.164	online_payment	6.96
H44.165	online_payment	6.46
H44.166	online_payment	6.19
H44.167	online_payment	6.9
H44.168	online_payment	7.18
H44.169	online_payment	6.86
H44.170	online_payment	7.1
H44.171	online_payment	6.12
H44.172	online_payment	6.74
H44.173	online_payment	6.85
H44.174	online_payment	6.75
H44.175	online_payment	6.64
H44.176	online_payment	6.95
H44.177	online_payment	4.86
H44.178	online_payment	3.15
H44.179	online_payment	7.34
H44.180	online_payment	6.65
H44.181	online_payment	7.17
H44.182	online_payment	6.87
H44.183	online_payment	6.1
H44.184	online_payment	6.88
H44.185	online_payment	6.85
H44.186	online_payment	6.98
H44.187	online_payment	6.64
H44.188	online_payment	6.87
H44.189	online_payment	6.75
H44.19	online_payment	4.95
H44.190	online_payment	6.82
H44.191	online_payment	7.05
H44.192	online_payment	7.1
H44.193	online_payment	7.13
H44.194	online_payment	7.19
H44.195	online_payment	7.4
H44.196	online_payment	6.89
H44.197	online_payment	5.9
H44.198	online_payment	6.42
H44.199	online_payment	6.19
H44.20	online_payment	7.8
H44.200	online_payment	6.68
H44.201	online_payment	6.88
H44.202	online_payment	6.25
H44.203	online_payment	5.93
H44.204	online_payment	6.64
H44.205	online_payment	7.12
H44.206	online_payment	6.95
H44.207	online_payment	6.18
H44.208	online_payment	6.66
H44.209	online_payment	6.66
H44.210	online_payment	6.62
H44.211	online_payment	6.19
H44.212	online_payment	5.4
H44.213	online_payment	4.23
H44.214	online_payment	6.13
H44.215	online_payment	6.78
H44.216	online_payment	7.17
H44.217	online_payment	6.48
H44.218	online_payment	7.24
H44.219	online_payment	6.94
H44.22	online_payment	5.54
H44.220	online_payment	6.26
H44.221	online_payment	7.03
H44.222	online_payment	6.47
H44.223	online_payment	6.83
H44.224	online_payment	6.68
H44.225	online_payment	4.94
H44.226	online_payment	6.62
H44.227	online_payment	6.67
H44.228	online_payment	5.46
H44.229	online_payment	5.25
H44.23	online_payment	0
H44.230	online_payment	6.81
H44.231	online_payment	5.83
H44.232	online_payment	6.08
H44.233	online_payment	6.17
H44.234	online_payment	6.97
H44.235	online_payment	7.24
H44.236	online_payment	6.93
H44.237	online_payment	6.85
H44.238	online_payment	6.3
H44.239	online_payment	6.69
H44.240	online_payment	6.34
H44.241	online_payment	6.27
H44.242	online_payment	6.47
H44.243	online_payment	7.13
H44.244	online_payment	6.66
H44.245	online_payment	6.83
H44.246	online_payment	7.06
H44.247	online_payment	6.93
H44.41	online_payment	5.58
H44.42	online_payment	0
H44.43	online_payment	0
H44.44	online_payment	5.35
H44.45	online_payment	5.31
H44.46	online_payment	0
H44	settled_on_time	17.68
H44.01	settled_on_time	19.38
H44.03	settled_on_time	18.36
H44.07	settled_on_time	14.56
H44.08	settled_on_time	13.54
H44.100	settled_on_time	17.86
H44.101	settled_on_time	18.28
H44.102	settled_on_time	17.89
H44.103	settled_on_time	18.07
H44.104	settled_on_time	16.12
H44.105	settled_on_time	19.26
H44.106	settled_on_time	18.32
H44.107	settled_on_time	18.85
H44.108	settled_on_time	19.59
H44.109	settled_on_time	18.88
H44.110	settled_on_time	19.11
H44.111	settled_on_time	18.56
H44.112	settled_on_time	18.6
H44.113	settled_on_time	18.62
H44.114	settled_on_time	18.97
H44.115	settled_on_time	18.64
H44.116	settled_on_time	19.13
H44.117	settled_on_time	19.41
H44.118	settled_on_time	19.26
H44.119	settled_on_time	18.92
H44.120	settled_on_time	19.06
H44.121	settled_on_time	19.48
H44.122	settled_on_time	18.89
H44.123	settled_on_time	17.76
H44.124	settled_on_time	19.16
H44.125	settled_on_time	18.51
H44.126	settled_on_time	19.47
H44.127	settled_on_time	17.77
H44.128	settled_on_time	19.06
H44.129	settled_on_time	19.34
H44.13	settled_on_time	12
H44.130	settled_on_time	19.32
H44.131	settled_on_time	19.37
H44.132	settled_on_time	18.64
H44.133	settled_on_time	19.39
H44.134	settled_on_time	18.54
H44.135	settled_on_time	19.2
H44.136	settled_on_time	19.1
H44.137	settled_on_time	17.43
H44.138	settled_on_time	18.1
H44.139	settled_on_time	18.99
H44.140	settled_on_time	19.17
H44.141	settled_on_time	19.29
H44.142	settled_on_time	19.18
H44.143	settled_on_time	19.51
H44.144	settled_on_time	18.85
H44.145	settled_on_time	18.98
H44.146	settled_on_time	18.83
H44.147	settled_on_time	17.11
H44.148	settled_on_time	19.1
H44.149	settled_on_time	18.15
H44.150	settled_on_time	19.27
H44.151	settled_on_time	19.56
H44.152	settled_on_time	18.97
H44.153	settled_on_time	19.42
H44.154	settled_on_time	19.15
H44.155	settled_on_time	18.29
H44.156	settled_on_time	19.56
H44.157	settled_on_time	18.7
H44.158	settled_on_time	18.46
H44.159	settled_on_time	18.65
H44.160	settled_on_time	17.67
H44.161	settled_on_time	18.9
H44.162	settled_on_time	18.5
H44.163	settled_on_time	19.13
H44.164	settled_on_time	18.77
H44.165	settled_on_time	19.06
H44.166	settled_on_time	16.46
H44.167	settled_on_time	18.21
H44.168	settled_on_time	18.07
H44.169	settled_on_time	18.29
H44.170	settled_on_time	19.05
H44.171	settled_on_time	18.26
H44.172	settled_on_time	17.95
H44.173	settled_on_time	18.37
H44.174	settled_on_time	18
H44.175	settled_on_time	16.74
H44.176	settled_on_time	19.14
H44.177	settled_on_time	18.85
H44.178	settled_on_time	19.04
H44.179	settled_on_time	17.29
H44.180	settled_on_time	18.01
H44.181	settled_on_time	17
H44.182	settled_on_time	17.1
H44.183	settled_on_time	18.08
H44.184	settled_on_time	19.17
H44.185	settled_on_time	18.23
H44.186	settled_on_time	18.04
H44.187	settled_on_time	17.9
H44.188	settled_on_time	18.7
H44.189	settled_on_time	15.88
H44.19	settled_on_time	19.47
H44.190	settled_on_time	18.9
H44.191	settled_on_time	18.68
H44.192	settled_on_time	18.95
H44.193	settled_on_time	17.25
H44.194	settled_on_time	17.55
H44.195	settled_on_time	17.95
H44.196	settled_on_time	17.7
H44.197	settled_on_time	17.86
H44.198	settled_on_time	18.48
H44.199	settled_on_time	19.04
H44.20	settled_on_time	19.62
H44.200	settled_on_time	18.63
H44.201	settled_on_time	18.34
H44.202	settled_on_time	18.96
H44.203	settled_on_time	18.4
H44.204	settled_on_time	18.9
H44.205	settled_on_time	19.37
H44.206	settled_on_time	19.24
H44.207	settled_on_time	19.04
H44.208	settled_on_time	19.37
H44.209	settled_on_time	18.69
H44.210	settled_on_time	18.98
H44.211	settled_on_time	19.39
H44.212	settled_on_time	18.38
H44.213	settled_on_time	19.61
H44.214	settled_on_time	19.72
H44.215	settled_on_time	19.05
H44.216	settled_on_time	19.07
H44.217	settled_on_time	18.71
H44.218	settled_on_time	19.4
H44.219	settled_on_time	17.46
H44.22	settled_on_time	17.42
H44.220	settled_on_time	19.01
H44.221	settled_on_time	19.35
H44.222	settled_on_time	19.6
H44.223	settled_on_time	19.31
H44.224	settled_on_time	19.73
H44.225	settled_on_time	18.7
H44.226	settled_on_time	19.15
H44.227	settled_on_time	19.63
H44.228	settled_on_time	19.78
H44.229	settled_on_time	19.13
H44.23	settled_on_time	0
H44.230	settled_on_time	19.38
H44.231	settled_on_time	18.14
H44.232	settled_on_time	17.84
H44.233	settled_on_time	18.48
H44.234	settled_on_time	18.78
H44.235	settled_on_time	18.41
H44.236	settled_on_time	18.77
H44.237	settled_on_time	19.55
H44.238	settled_on_time	19.65
H44.239	settled_on_time	19.13
H44.240	settled_on_time	19.1
H44.241	settled_on_time	19.16
H44.242	settled_on_time	19.39
H44.243	settled_on_time	19.35
H44.244	settled_on_time	19.09
H44.245	settled_on_time	19.22
H44.246	settled_on_time	19.24
H44.247	settled_on_time	18.24
H44.41	settled_on_time	18.71
H44.42	settled_on_time	6.85
H44.43	settled_on_time	15.09
H44.44	settled_on_time	18.8
H44.45	settled_on_time	13.98
H44.46	settled_on_time	16.47
H44	online_services	8.56
H44.01	online_services	6
H44.03	online_services	7.33
H44.07	online_services	6.85
H44.08	online_services	6.71
H44.100	online_services	6.57
H44.101	online_services	6.4
H44.102	online_services	6.66
H44.103	online_services	6.38
H44.104	online_services	6.4
H44.105	online_services	6.28
H44.106	online_services	6.42
H44.107	online_services	6.32
H44.108	online_services	6.32
H44.109	online_services	6.38
H44.110	online_services	6.47
H44.111	online_services	6.35
H44.112	online_services	6.5
H44.113	online_services	6.31
H44.114	online_services	6.29
H44.115	online_services	6.31
H44.116	online_services	6.49
H44.117	online_services	6.42
H44.118	online_services	6.26
H44.119	online_services	6.32
H44.120	online_services	6.39
H44.121	online_services	6.31
H44.122	online_services	6.25
H44.123	online_services	6.31
H44.124	online_services	6.23
H44.125	online_services	6.31
H44.126	online_services	6.33
H44.127	online_services	6.25
H44.128	online_services	6.32
H44.129	online_services	6.34
H44.13	online_services	6.67
H44.130	online_services	6.26
H44.131	online_services	6.3
H44.132	online_services	6.37
H44.133	online_services	6.29
H44.134	online_services	6.49
H44.135	online_services	6.36
H44.136	online_services	6.38
H44.137	online_services	6.24
H44.138	online_services	6.32
H44.139	online_services	6.33
H44.140	online_services	6.39
H44.141	online_services	6.35
H44.142	online_services	6.38
H44.143	online_services	6.33
H44.144	online_services	6.39
H44.145	online_services	6.47
H44.146	online_services	6.41
H44.147	online_services	6.35
H44.148	online_services	6.37
H44.149	online_services	6.26
H44.150	online_services	6.28
H44.151	online_services	6.36
H44.152	online_services	6.32
H44.153	online_services	6.2
H44.154	online_services	6.33
H44.155	online_services	6.43
H44.156	online_services	6.3
H44.157	online_services	6.24
H44.158	online_services	6.28
H44.159	online_services	6.24
H44.160	online_services	6.32
H44.161	online_services	6.24
H44.162	online_services	6.31
H44.163	online_services	6.29
H44.164	online_services	6.31
H44.165	online_services	6.12
H44.166	online_services	6.38
H44.167	online_services	6.4
H44.168	online_services	6.38
H44.169	online_services	6.37
H44.170	online_services	6.42
H44.171	online_services	6.34
H44.172	online_services	6.29
H44.173	online_services	6.37
H44.174	online_services	6.32
H44.175	online_services	6.4
H44.176	online_services	6.4
H44.177	online_services	6.25
H44.178	online_services	6.26
H44.179	online_services	6.51
H44.180	online_services	6.42
H44.181	online_services	6.39
H44.182	online_services	6.48
H44.183	online_services	6.5
H44.184	online_services	6.41
H44.185	online_services	6.34
H44.186	online_services	6.25
H44.187	online_services	6.42
H44.188	online_services	6.33
H44.189	online_services	6.41
H44.19	online_services	6.64
H44.190	online_services	6.4
H44.191	online_services	6.38
H44.192	online_services	6.4
H44.193	online_services	6.46
H44.194	online_services	6.58
H44.195	online_services	6.42
H44.196	online_services	6.42
H44.197	online_services	6.4
H44.198	online_services	6.67
H44.199	online_services	6.58
H44.20	online_services	6.62
H44.200	online_services	6.54
H44.201	online_services	6.54
H44.202	online_services	6.52
H44.203	online_services	6.35
H44.204	online_services	6.37
H44.205	online_services	6.43
H44.206	online_services	6.39
H44.207	online_services	6.52
H44.208	online_services	6.35
H44.209	online_services	6.42
H44.210	online_services	6.46
H44.211	online_services	6.34
H44.212	online_services	6.21
H44.213	online_services	6.25
H44.214	online_services	6.2
H44.215	online_services	6.26
H44.216	online_services	6.42
H44.217	online_services	6.36
H44.218	online_services	6.35
H44.219	online_services	6.43
H44.22	online_services	7.14
H44.220	online_services	6.37
H44.221	online_services	6.37
H44.222	online_services	6.32
H44.223	online_services	6.29
H44.224	online_services	6.25
H44.225	online_services	6.29
H44.226	online_services	6.26
H44.227	online_services	6.33
H44.228	online_services	6.31
H44.229	online_services	6.5
H44.23	online_services	0
H44.230	online_services	6.37
H44.231	online_services	6.46
H44.232	online_services	6.56
H44.233	online_services	6.46
H44.234	online_services	6.47
H44.235	online_services	6.36
H44.236	online_services	6.3
H44.237	online_services	6.33
H44.238	online_services	6.22
H44.239	online_services	6.25
H44.240	online_services	6.48
H44.241	online_services	6.36
H44.242	online_services	6.28
H44.243	online_services	6.33
H44.244	online_services	6.23
H44.245	online_services	6.47
H44.246	online_services	6.36
H44.247	online_services	6.44
H44.41	online_services	6.55
H44.42	online_services	6.69
H44.43	online_services	6.31
H44.44	online_services	8.12
H44.45	online_services	7.27
H44.46	online_services	4.23
H44	dossier_satisfaction	5.89
H44	petition_on_time	3.12
H44	petition_satisfaction	2.42
H44.01	dossier_satisfaction	6
H44.01	petition_on_time	6
H44.01	petition_satisfaction	6
H44.03	dossier_satisfaction	6
H44.03	petition_on_time	6
H44.03	petition_satisfaction	6
H44.07	dossier_satisfaction	4.85
H44.07	petition_on_time	6
H44.07	petition_satisfaction	6
H44.08	dossier_satisfaction	4.49
H44.08	petition_on_time	0
H44.08	petition_satisfaction	0
H44.100	dossier_satisfaction	5.95
H44.100	petition_on_time	0
H44.100	petition_satisfaction	0
H44.101	dossier_satisfaction	6
H44.101	petition_on_time	6
H44.101	petition_satisfaction	6
H44.102	dossier_satisfaction	5.96
H44.102	petition_on_time	6
H44.102	petition_satisfaction	6
H44.103	dossier_satisfaction	6
H44.103	petition_on_time	6
H44.103	petition_satisfaction	6
H44.104	dossier_satisfaction	5.37
H44.104	petition_on_time	6
H44.104	petition_satisfaction	6
H44.105	dossier_satisfaction	6
H44.105	petition_on_time	6
H44.105	petition_satisfaction	6
H44.106	dossier_satisfaction	6
H44.106	petition_on_time	0
H44.106	petition_satisfaction	0
H44.107	dossier_satisfaction	6
H44.107	petition_on_time	6
H44.107	petition_satisfaction	6
H44.108	dossier_satisfaction	6
H44.108	petition_on_time	6
H44.108	petition_satisfaction	6
H44.109	dossier_satisfaction	6
H44.109	petition_on_time	6
H44.109	petition_satisfaction	6
H44.110	dossier_satisfaction	6
H44.110	petition_on_time	6
H44.110	petition_satisfaction	6
H44.111	dossier_satisfaction	6
H44.111	petition_on_time	0
H44.111	petition_satisfaction	0
H44.112	dossier_satisfaction	6
H44.112	petition_on_time	0
H44.112	petition_satisfaction	0
H44.113	dossier_satisfaction	6
H44.113	petition_on_time	6
H44.113	petition_satisfaction	6
H44.114	dossier_satisfaction	6
H44.114	petition_on_time	6
H44.114	petition_satisfaction	6
H44.115	dossier_satisfaction	6
H44.115	petition_on_time	6
H44.115	petition_satisfaction	6
H44.116	dossier_satisfaction	6
H44.116	petition_on_time	6
H44.116	petition_satisfaction	6
H44.117	dossier_satisfaction	6
H44.117	petition_on_time	6
H44.117	petition_satisfaction	6
H44.118	dossier_satisfaction	6
H44.118	petition_on_time	6
H44.118	petition_satisfaction	6
H44.119	dossier_satisfaction	6
H44.119	petition_on_time	6
H44.119	petition_satisfaction	6
H44.120	dossier_satisfaction	6
H44.120	petition_on_time	6
H44.120	petition_satisfaction	6
H44.121	dossier_satisfaction	6
H44.121	petition_on_time	6
H44.121	petition_satisfaction	6
H44.122	dossier_satisfaction	6
H44.122	petition_on_time	6
H44.122	petition_satisfaction	6
H44.123	dossier_satisfaction	5.91
H44.123	petition_on_time	0
H44.123	petition_satisfaction	0
H44.124	dossier_satisfaction	6
H44.124	petition_on_time	0
H44.124	petition_satisfaction	0
H44.125	dossier_satisfaction	6
H44.125	petition_on_time	6
H44.125	petition_satisfaction	6
H44.126	dossier_satisfaction	6
H44.126	petition_on_time	6
H44.126	petition_satisfaction	6
H44.127	dossier_satisfaction	5.92
H44.127	petition_on_time	6
H44.127	petition_satisfaction	6
H44.128	dossier_satisfaction	6
H44.128	petition_on_time	6
H44.128	petition_satisfaction	6
H44.129	dossier_satisfaction	6
H44.129	petition_on_time	6
H44.129	petition_satisfaction	6
H44.13	dossier_satisfaction	4
H44.13	petition_on_time	6
H44.13	petition_satisfaction	6
H44.130	dossier_satisfaction	6
H44.130	petition_on_time	6
H44.130	petition_satisfaction	6
H44.131	dossier_satisfaction	6
H44.131	petition_on_time	6
H44.131	petition_satisfaction	6
H44.132	dossier_satisfaction	6
H44.132	petition_on_time	6
H44.132	petition_satisfaction	6
H44.133	dossier_satisfaction	6
H44.133	petition_on_time	6
H44.133	petition_satisfaction	6
H44.134	dossier_satisfaction	6
H44.134	petition_on_time	6
H44.134	petition_satisfaction	6
H44.135	dossier_satisfaction	6
H44.135	petition_on_time	0
H44.135	petition_satisfaction	0
H44.136	dossier_satisfaction	6
H44.136	petition_on_time	0
H44.136	petition_satisfaction	0
H44.137	dossier_satisfaction	5.8
H44.137	petition_on_time	6
H44.137	petition_satisfaction	6
H44.138	dossier_satisfaction	6
H44.138	petition_on_time	6
H44.138	petition_satisfaction	6
H44.139	dossier_satisfaction	6
H44.139	petition_on_time	6
H44.139	petition_satisfaction	6
H44.140	dossier_satisfaction	6
H44.140	petition_on_time	6
H44.140	petition_satisfaction	6
H44.141	dossier_satisfaction	6
H44.141	petition_on_time	6
H44.141	petition_satisfaction	6
H44.142	dossier_satisfaction	6
H44.142	petition_on_time	6
H44.142	petition_satisfaction	6
H44.143	dossier_satisfaction	6
H44.143	petition_on_time	6
H44.143	petition_satisfaction	6
H44.144	dossier_satisfaction	6
H44.144	petition_on_time	6
H44.144	petition_satisfaction	6
H44.145	dossier_satisfaction	6
H44.145	petition_on_time	6
H44.145	petition_satisfaction	6
H44.146	dossier_satisfaction	6
H44.146	petition_on_time	6
H44.146	petition_satisfaction	6
H44.147	dossier_satisfaction	5.7
H44.147	petition_on_time	0
H44.147	petition_satisfaction	0
H44.148	dossier_satisfaction	6
H44.148	petition_on_time	6
H44.148	petition_satisfaction	6
H44.149	dossier_satisfaction	6
H44.149	petition_on_time	6
H44.149	petition_satisfaction	6
H44.150	dossier_satisfaction	6
H44.150	petition_on_time	6
H44.150	petition_satisfaction	6
H44.151	dossier_satisfaction	6
H44.151	petition_on_time	6
H44.151	petition_satisfaction	6
H44.152	dossier_satisfaction	6
H44.152	petition_on_time	6
H44.152	petition_satisfaction	6
H44.153	dossier_satisfaction	6
H44.153	petition_on_time	6
H44.153	petition_satisfaction	6
H44.154	dossier_satisfaction	6
H44.154	petition_on_time	6
H44.154	petition_satisfaction	6
H44.155	dossier_satisfaction	6
H44.155	petition_on_time	6
H44.155	petition_satisfaction	6
H44.156	dossier_satisfaction	6
H44.156	petition_on_time	6
H44.156	petition_satisfaction	6
H44.157	dossier_satisfaction	6
H44.157	petition_on_time	6
H44.157	petition_satisfaction	6
H44.158	dossier_satisfaction	6
H44.158	petition_on_time	6
H44.158	petition_satisfaction	6
H44.159	dossier_satisfaction	6
H44.159	petition_on_time	6
H44.159	petition_satisfaction	6
H44.160	dossier_satisfaction	5.89
H44.160	petition_on_time	6
H44.160	petition_satisfaction	6
H44.161	dossier_satisfaction	6
H44.161	petition_on_time	6
H44.161	petition_satisfaction	6
H44.162	dossier_satisfaction	6
H44.162	petition_on_time	6
H44.162	petition_satisfaction	6
H44.163	dossier_satisfaction	6
H44.163	petition_on_time	6
H44.163	petition_satisfaction	6
H44.164	dossier_satisfaction	6
H44.164	petition_on_time	6
H44.164	petition_satisfaction	6
H44.165	dossier_satisfaction	6
H44.165	petition_on_time	6
H44.165	petition_satisfaction	6
H44.166	dossier_satisfaction	5.48
H44.166	petition_on_time	0
H44.166	petition_satisfaction	0
H44.167	dossier_satisfaction	6
H44.167	petition_on_time	0
H44.167	petition_satisfaction	0
H44.168	dossier_satisfaction	6
H44.168	petition_on_time	6
H44.168	petition_satisfaction	6
H44.169	dossier_satisfaction	6
H44.169	petition_on_time	6
H44.169	petition_satisfaction	6
H44.170	dossier_satisfaction	6
H44.170	petition_on_time	0
H44.170	petition_satisfaction	0
H44.171	dossier_satisfaction	6
H44.171	petition_on_time	6
H44.171	petition_satisfaction	6
H44.172	dossier_satisfaction	5.98
H44.172	petition_on_time	6
H44.172	petition_satisfaction	6
H44.173	dossier_satisfaction	6
H44.173	petition_on_time	6
H44.173	petition_satisfaction	6
H44.174	dossier_satisfaction	6
H44.174	petition_on_time	6
H44.174	petition_satisfaction	6
H44.175	dossier_satisfaction	5.57
H44.175	petition_on_time	6
H44.175	petition_satisfaction	6
H44.176	dossier_satisfaction	6
H44.176	petition_on_time	0
H44.176	petition_satisfaction	0
H44.177	dossier_satisfaction	6
H44.177	petition_on_time	0
H44.177	petition_satisfaction	0
H44.178	dossier_satisfaction	6
H44.178	petition_on_time	6
H44.178	petition_satisfaction	6
H44.179	dossier_satisfaction	5.76
H44.179	petition_on_time	6
H44.179	petition_satisfaction	6
H44.180	dossier_satisfaction	6
H44.180	petition_on_time	6
H44.180	petition_satisfaction	6
H44.181	dossier_satisfaction	5.66
H44.181	petition_on_time	0
H44.181	petition_satisfaction	0
H44.182	dossier_satisfaction	5.7
H44.182	petition_on_time	0
H44.182	petition_satisfaction	0
H44.183	dossier_satisfaction	6
H44.183	petition_on_time	6
H44.183	petition_satisfaction	6
H44.184	dossier_satisfaction	6
H44.184	petition_on_time	6
H44.184	petition_satisfaction	6
H44.185	dossier_satisfaction	6
H44.185	petition_on_time	6
H44.185	petition_satisfaction	6
H44.186	dossier_satisfaction	6
H44.186	petition_on_time	6
H44.186	petition_satisfaction	6
H44.187	dossier_satisfaction	5.96
H44.187	petition_on_time	0
H44.187	petition_satisfaction	0
H44.188	dossier_satisfaction	6
H44.188	petition_on_time	6
H44.188	petition_satisfaction	6
H44.189	dossier_satisfaction	5.29
H44.189	petition_on_time	6
H44.189	petition_satisfaction	6
H44.19	dossier_satisfaction	6
H44.19	petition_on_time	6
H44.19	petition_satisfaction	6
H44.190	dossier_satisfaction	6
H44.190	petition_on_time	6
H44.190	petition_satisfaction	6
H44.191	dossier_satisfaction	6
H44.191	petition_on_time	0
H44.191	petition_satisfaction	0
H44.192	dossier_satisfaction	6
H44.192	petition_on_time	0
H44.192	petition_satisfaction	0
H44.193	dossier_satisfaction	5.75
H44.193	petition_on_time	6
H44.193	petition_satisfaction	6
H44.194	dossier_satisfaction	5.85
H44.194	petition_on_time	6
H44.194	petition_satisfaction	6
H44.195	dossier_satisfaction	5.98
H44.195	petition_on_time	6
H44.195	petition_satisfaction	6
H44.196	dossier_satisfaction	5.9
H44.196	petition_on_time	0
H44.196	petition_satisfaction	0
H44.197	dossier_satisfaction	5.95
H44.197	petition_on_time	0
H44.197	petition_satisfaction	0
H44.198	dossier_satisfaction	6
H44.198	petition_on_time	0
H44.198	petition_satisfaction	0
H44.199	dossier_satisfaction	6
H44.199	petition_on_time	0
H44.199	petition_satisfaction	0
H44.20	dossier_satisfaction	6
H44.20	petition_on_time	6
H44.20	petition_satisfaction	6
H44.200	dossier_satisfaction	6
H44.200	petition_on_time	0
H44.200	petition_satisfaction	0
H44.201	dossier_satisfaction	6
H44.201	petition_on_time	1
H44.201	petition_satisfaction	0
H44.202	dossier_satisfaction	6
H44.202	petition_on_time	0
H44.202	petition_satisfaction	0
H44.203	dossier_satisfaction	6
H44.203	petition_on_time	6
H44.203	petition_satisfaction	6
H44.204	dossier_satisfaction	6
H44.204	petition_on_time	6
H44.204	petition_satisfaction	6
H44.205	dossier_satisfaction	6
H44.205	petition_on_time	0
H44.205	petition_satisfaction	0
H44.206	dossier_satisfaction	6
H44.206	petition_on_time	6
H44.206	petition_satisfaction	6
H44.207	dossier_satisfaction	6
H44.207	petition_on_time	6
H44.207	petition_satisfaction	6
H44.208	dossier_satisfaction	6
H44.208	petition_on_time	6
H44.208	petition_satisfaction	6
H44.209	dossier_satisfaction	6
H44.209	petition_on_time	6
H44.209	petition_satisfaction	6
H44.210	dossier_satisfaction	6
H44.210	petition_on_time	6
H44.210	petition_satisfaction	6
H44.211	dossier_satisfaction	6
H44.211	petition_on_time	6
H44.211	petition_satisfaction	6
H44.212	dossier_satisfaction	6
H44.212	petition_on_time	6
H44.212	petition_satisfaction	6
H44.213	dossier_satisfaction	6
H44.213	petition_on_time	6
H44.213	petition_satisfaction	6
H44.214	dossier_satisfaction	6
H44.214	petition_on_time	6
H44.214	petition_satisfaction	6
H44.215	dossier_satisfaction	6
H44.215	petition_on_time	6
H44.215	petition_satisfaction	6
H44.216	dossier_satisfaction	6
H44.216	petition_on_time	6
H44.216	petition_satisfaction	6
H44.217	dossier_satisfaction	6
H44.217	petition_on_time	6
H44.217	petition_satisfaction	6
H44.218	dossier_satisfaction	6
H44.218	petition_on_time	6
H44.218	petition_satisfaction	6
H44.219	dossier_satisfaction	5.82
H44.219	petition_on_time	6
H44.219	petition_satisfaction	6
H44.22	dossier_satisfaction	5.79
H44.22	petition_on_time	6
H44.22	petition_satisfaction	6
H44.220	dossier_satisfaction	6
H44.220	petition_on_time	6
H44.220	petition_satisfaction	6
H44.221	dossier_satisfaction	6
H44.221	petition_on_time	0
H44.221	petition_satisfaction	0
H44.222	dossier_satisfaction	6
H44.222	petition_on_time	6
H44.222	petition_satisfaction	6
H44.223	dossier_satisfaction	6
H44.223	petition_on_time	6
H44.223	petition_satisfaction	6
H44.224	dossier_satisfaction	6
H44.224	petition_on_time	6
H44.224	petition_satisfaction	6
H44.225	dossier_satisfaction	6
H44.225	petition_on_time	6
H44.225	petition_satisfaction	6
H44.226	dossier_satisfaction	6
H44.226	petition_on_time	6
H44.226	petition_satisfaction	6
H44.227	dossier_satisfaction	6
H44.227	petition_on_time	6
H44.227	petition_satisfaction	6
H44.228	dossier_satisfaction	6
H44.228	petition_on_time	6
H44.228	petition_satisfaction	6
H44.229	dossier_satisfaction	6
H44.229	petition_on_time	6
H44.229	petition_satisfaction	6
H44.23	dossier_satisfaction	0
H44.23	petition_on_time	6
H44.23	petition_satisfaction	6
H44.230	dossier_satisfaction	6
H44.230	petition_on_time	6
H44.230	petition_satisfaction	6
H44.231	dossier_satisfaction	6
H44.231	petition_on_time	6
H44.231	petition_satisfaction	6
H44.232	dossier_satisfaction	5.93
H44.232	petition_on_time	6
H44.232	petition_satisfaction	6
H44.233	dossier_satisfaction	6
H44.233	petition_on_time	6
H44.233	petition_satisfaction	6
H44.234	dossier_satisfaction	6
H44.234	petition_on_time	6
H44.234	petition_satisfaction	6
H44.235	dossier_satisfaction	6
H44.235	petition_on_time	6
H44.235	petition_satisfaction	6
H44.236	dossier_satisfaction	6
H44.236	petition_on_time	6
H44.236	petition_satisfaction	6
H44.237	dossier_satisfaction	6
H44.237	petition_on_time	6
H44.237	petition_satisfaction	6
H44.238	dossier_satisfaction	6
H44.238	petition_on_time	6
H44.238	petition_satisfaction	6
H44.239	dossier_satisfaction	6
H44.239	petition_on_time	6
H44.239	petition_satisfaction	6
H44.240	dossier_satisfaction	6
H44.240	petition_on_time	0
H44.240	petition_satisfaction	0
H44.241	dossier_satisfaction	6
H44.241	petition_on_time	6
H44.241	petition_satisfaction	6
H44.242	dossier_satisfaction	6
H44.242	petition_on_time	6
H44.242	petition_satisfaction	6
H44.243	dossier_satisfaction	6
H44.243	petition_on_time	6
H44.243	petition_satisfaction	6
H44.244	dossier_satisfaction	6
H44.244	petition_on_time	6
H44.244	petition_satisfaction	6
H44.245	dossier_satisfaction	6
H44.245	petition_on_time	0
H44.245	petition_satisfaction	0
H44.246	dossier_satisfaction	6
H44.246	petition_on_time	6
H44.246	petition_satisfaction	6
H44.247	dossier_satisfaction	6
H44.247	petition_on_time	6
H44.247	petition_satisfaction	6
H44.41	dossier_satisfaction	6
H44.41	petition_on_time	6
H44.41	petition_satisfaction	6
H44.42	dossier_satisfaction	2.28
H44.42	petition_on_time	0
H44.42	petition_satisfaction	0
H44.43	dossier_satisfaction	5.03
H44.43	petition_on_time	6
H44.43	petition_satisfaction	6
H44.44	dossier_satisfaction	6
H44.44	petition_on_time	6
H44.44	petition_satisfaction	6
H44.45	dossier_satisfaction	4.66
H44.45	petition_on_time	0.86
H44.45	petition_satisfaction	0.43
H44.46	dossier_satisfaction	5.49
H44.46	petition_on_time	6
H44.46	petition_satisfaction	6
\.
