"""The names in the public store.

A line that is not indented is a path within the store, with ``*`` where the version goes; the lines
below it hold the versions, each with the month in which it was published.
"""

RELEASES = """\
Linux/Ubuntu/ubuntu-*-desktop-amd64.iso
    14.04@2014-04 14.04.5@2016-08 16.04@2016-04 16.04.6@2019-02 18.04@2018-04 18.04.1@2018-07
    18.04.6@2021-09 20.04@2020-04 20.04.6@2023-03 22.04@2022-04 22.04.3@2023-08 22.04.5@2024-09
    23.10.1@2023-10 24.04@2024-04 24.04.2@2025-02 24.10@2024-10 25.04@2025-04
Linux/Ubuntu/ubuntu-*-server-amd64.iso
    12.04.5@2014-08 14.04@2014-04 14.04.6@2019-03 16.04@2016-04 16.04.7@2020-08
Linux/Ubuntu/ubuntu-*-live-server-amd64.iso
    18.04@2018-04 18.04.1@2018-07 18.04.6@2021-09 20.04@2020-04 20.04.4@2022-02 20.04.6@2023-03
    22.04@2022-04 22.04.2@2023-02 22.04.5@2024-09 24.04@2024-04 24.04.1@2024-08 24.04.2@2025-02
    24.04.3@2025-08 25.04@2025-04
Linux/Ubuntu/Flavours/kubuntu-*-desktop-amd64.iso
    22.04.3@2023-08 24.04@2024-04
Linux/CentOS/CentOS-*-x86_64-bin-DVD1.iso
    6.5@2013-12 6.10@2018-07
Linux/CentOS/CentOS-*-x86_64-Minimal.iso
    7.0-1406@2014-07
Linux/CentOS/CentOS-7-x86_64-Minimal-*.iso
    1511@2015-12 1611@2016-12 1708@2017-09 1804@2018-05 1810@2018-12 1908@2019-09 2003@2020-04
    2009@2020-11
Linux/CentOS/CentOS-7-x86_64-DVD-*.iso
    1611@2016-12 1708@2017-09 1804@2018-05 1810@2018-12 1908@2019-09 2009@2020-11
Linux/CentOS/CentOS-*-dvd1.iso
    8-x86_64-1905@2019-09 8.1.1911-x86_64@2020-01 8.2.2004-x86_64@2020-06
    8.3.2011-x86_64@2020-12 8.4.2105-x86_64@2021-06 8.5.2111-x86_64@2021-11
Linux/CentOS/Stream/CentOS-Stream-*-dvd1.iso
    8-x86_64-latest@2021-02 9-latest-x86_64@2021-12 10-latest-x86_64@2024-12
Linux/Debian/debian-*-amd64-netinst.iso
    8.11.1@2019-02 9.0.0@2017-06 9.13.0@2020-07 10.0.0@2019-07 10.4.0@2020-05 10.13.0@2022-09
    11.0.0@2021-08 11.3.0@2022-03 11.7.0@2023-04 11.11.0@2024-08 12.0.0@2023-06 12.2.0@2023-10
    12.5.0@2024-02 12.9.0@2025-01 12.11.0@2025-05 13.0.0@2025-08
Linux/Debian/debian-*-amd64-DVD-1.iso
    9.9.0@2019-04 10.9.0@2021-03 11.6.0@2022-12 12.5.0@2024-02 13.0.0@2025-08
Linux/Rocky/Rocky-*-x86_64-dvd1.iso
    8.4@2021-06 8.5@2021-11 8.6@2022-05 8.8@2023-05 8.10@2024-05
Linux/Rocky/Rocky-*-x86_64-dvd.iso
    9.0@2022-07 9.2@2023-05 9.4@2024-05 9.5@2024-11 9.6@2025-06
Linux/Rocky/Rocky-*-x86_64-minimal.iso
    8.5@2021-11 8.10@2024-05 9.2@2023-05 9.4@2024-05 9.6@2025-06
Linux/AlmaLinux/AlmaLinux-*-x86_64-dvd.iso
    8.3@2021-03 8.6@2022-05 8.8@2023-05 8.10@2024-05 9.0@2022-05 9.2@2023-05 9.4@2024-05
    9.5@2024-11 9.6@2025-05 10.0@2025-05
Linux/AlmaLinux/AlmaLinux-*-x86_64-minimal.iso
    8.8@2023-05 9.4@2024-05 9.6@2025-05
Linux/RHEL/rhel-server-*-x86_64-dvd.iso
    6.9@2017-03 6.10@2018-06 7.2@2015-11 7.4@2017-08 7.6@2018-10 7.7@2019-08 7.9@2020-09
Linux/RHEL/rhel-*-x86_64-dvd.iso
    8.0@2019-05 8.2@2020-04 8.4@2021-05 8.6@2022-05 8.8@2023-05 8.10@2024-05 9.0@2022-05
    9.2@2023-05 9.3@2023-11 9.4@2024-04 9.5@2024-11 9.6@2025-05 10.0@2025-05
Linux/Fedora/Fedora-Server-dvd-x86_64-*.iso
    28-1.1@2018-05 30-1.2@2019-04 32-1.6@2020-04 34-1.2@2021-04 36-1.5@2022-05 38-1.6@2023-04
    40-1.14@2024-04 41-1.4@2024-10 42-1.1@2025-04
Linux/Fedora/Fedora-Workstation-Live-x86_64-*.iso
    36-1.5@2022-05 38-1.6@2023-04 40-1.14@2024-04 41-1.4@2024-10
Linux/openSUSE/openSUSE-Leap-*.iso
    42.3-DVD-x86_64@2017-07 15.1-DVD-x86_64@2019-05 15.3-DVD-x86_64@2021-06
    15.5-DVD-x86_64-Media@2023-06 15.6-DVD-x86_64-Media@2024-06
Linux/SLES/SLE-*.iso
    12-SP4-Server-DVD-x86_64-GM-DVD1@2018-12 12-SP5-Server-DVD-x86_64-GM-DVD1@2019-12
    15-SP3-Full-x86_64-GM-Media1@2021-06 15-SP4-Full-x86_64-GM-Media1@2022-06
    15-SP5-Full-x86_64-GM-Media1@2023-06 15-SP6-Full-x86_64-GM-Media1@2024-06
Linux/Oracle/OracleLinux-*-x86_64-dvd.iso
    R7-U9-Server@2020-10 R8-U6@2022-05 R8-U8@2023-05 R9-U2@2023-06 R9-U4@2024-05
Linux/Arch/archlinux-*-x86_64.iso
    2023.05.03@2023-05 2024.06.01@2024-06
Linux/Alpine/alpine-virt-*-x86_64.iso
    3.18.4@2023-09 3.19.1@2024-01 3.20.3@2024-09
Linux/Mint/linuxmint-*-cinnamon-64bit.iso
    20.3@2022-01 21.3@2024-01 22@2024-07
Linux/Kali/kali-linux-*-installer-amd64.iso
    2020.4@2020-11 2022.4@2022-12 2023.4@2023-12 2024.1@2024-02 2024.3@2024-09 2025.1a@2025-03
Windows/Server/en_windows_server_*.iso
    2012_r2_with_update_x64_dvd_6052708@2014-12 2016_x64_dvd_9327751@2016-10
    2016_vl_x64_dvd_11636701@2018-01 2019_x64_dvd_4cb967d8@2018-11
    2019_updated_march_2019_x64_dvd_2ae967ab@2019-04
Windows/Server/en-us_windows_server_*.iso
    2022_x64_dvd_620d7eac@2021-09 2025_x64_dvd_b7ec10f3@2024-11
Windows/Server/Volume Licence/SW_DVD9_Win_Server_STD_CORE_*.ISO
    2016_64Bit_English_-4_DC_STD_MLF_X21-70526@2017-02
    2019_1809.18_64Bit_English_DC_STD_MLF_X22-74330@2021-10
    2022_2108.15_64Bit_English_DC_STD_MLF_X23-31801@2023-01
Windows/Desktop/en_windows_*.iso
    7_enterprise_with_sp1_x64_dvd_u_677651@2014-05
    10_business_editions_version_1909_x64_dvd_ada535d0@2019-11
    10_business_editions_version_2004_x64_dvd_d06ef8c5@2020-05
Windows/Desktop/en-us_windows_*.iso
    10_business_editions_version_22h2_x64_dvd_8cf17b79@2022-10
    11_business_editions_x64_dvd_3a304c08@2021-10
    11_business_editions_version_23h2_x64_dvd_a9092734@2023-11
    11_business_editions_version_24h2_x64_dvd_59a1851e@2024-10
Windows/SQL Server/enu_sql_server_*.iso
    2017_standard_edition_x64_dvd_11294407@2017-10
    2019_standard_edition_x64_dvd_814b57aa@2019-11
    2022_standard_edition_x64_dvd_43079f69@2022-11
VMware/ESXi/VMware-VMvisor-Installer-*.x86_64.iso
    6.5.0.update03-13932383@2019-07 6.7.0.update03-14320388@2019-08 7.0U3g-20328353@2022-09
    8.0U2-22380479@2023-09
VMware/vCenter/VMware-VCSA-all-*.iso
    7.0.3-20395099@2022-09 8.0.2-22617221@2023-10
VMware/Tools/VMware-tools-windows-*.iso
    12.3.5-22544099@2023-10
BSD/FreeBSD/FreeBSD-*-RELEASE-amd64-disc1.iso
    11.4@2020-06 12.1@2019-11 12.4@2022-12 13.0@2021-04 13.2@2023-04 13.3@2024-03 14.0@2023-11
    14.1@2024-06 14.2@2024-12 14.3@2025-06
BSD/OpenBSD/install*.iso
    66@2019-10 70@2021-10 73@2023-04 75@2024-04 77@2025-04
Appliances/pfSense/pfSense-CE-*-RELEASE-amd64.iso
    2.5.2@2021-07 2.6.0@2022-02 2.7.0@2023-06 2.7.2@2023-12
Appliances/Proxmox/proxmox-ve_*.iso
    7.4-1@2023-03 8.1-2@2023-11 8.2-2@2024-04
Appliances/TrueNAS/TrueNAS-*.iso
    13.0-U5.3@2023-08 SCALE-22.12.3@2023-06
Tools/GParted/gparted-live-*-amd64.iso
    0.33.0-1@2018-10 1.0.0-5@2019-09 1.3.1-1@2021-09 1.4.0-5@2022-05 1.5.0-6@2023-05
    1.6.0-3@2024-03
Tools/Clonezilla/clonezilla-live-*-amd64.iso
    2.8.1-12@2022-01 3.1.2-22@2024-04
Tools/SystemRescue/systemrescue-*-amd64.iso
    9.06@2022-11 10.01@2023-05 11.00@2024-01
Tools/*.iso
    dban-2.3.0_i586@2015-06 HBCD_PE_x64@2022-11
"""
