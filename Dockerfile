FROM docker.io/library/maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
RUN mvn -B -ntp dependency:go-offline
COPY . ./
RUN mvn -B -ntp -DskipTests package
RUN java -Djarmode=tools -jar target/uppercased.jar extract --layers --destination target/layers

FROM docker.io/library/eclipse-temurin:25-jre
WORKDIR /app
COPY --from=build /build/target/layers/dependencies/ ./
COPY --from=build /build/target/layers/spring-boot-loader/ ./
COPY --from=build /build/target/layers/snapshot-dependencies/ ./
COPY --from=build /build/target/layers/application/ ./
USER 10001:10001
EXPOSE 12000/udp 8081/tcp
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-jar", "uppercased.jar"]
