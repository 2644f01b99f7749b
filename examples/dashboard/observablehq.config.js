// One page, nothing from elsewhere: no fonts of another server, no search, no sidebar.
export default {
  root: "src",
  output: "dist",
  title: "Chỉ số cải cách hành chính",
  theme: "dashboard",
  globalStylesheets: [],
  pages: [],
  sidebar: false,
  toc: false,
  pager: false,
  search: false,
  header: "",
  footer: "",
};
